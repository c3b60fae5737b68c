"""Which parameters each REST resource knows, by Twilio's OpenAPI document; others are refused."""

CALL_UPDATE = frozenset(
    [
        "Url",
        "Method",
        "Status",
        "FallbackUrl",
        "FallbackMethod",
        "StatusCallback",
        "StatusCallbackMethod",
        "Twiml",
        "TimeLimit",
    ]
)
STREAM_CREATE = frozenset(["Url", "Name", "Track", "StatusCallback", "StatusCallbackMethod"])
STREAM_UPDATE = frozenset({"Status"})
CONFERENCE_LIST = frozenset(
    [
        "FriendlyName",
        "Status",
        "DateCreated",
        "DateCreated<",
        "DateCreated>",
        "DateUpdated",
        "DateUpdated<",
        "DateUpdated>",
        "PageSize",
        "Page",
        "PageToken",
    ]
)
CONFERENCE_UPDATE = frozenset(["Status", "AnnounceUrl", "AnnounceMethod"])
PARTICIPANT_LIST = frozenset(["Muted", "Hold", "Coaching", "PageSize", "Page", "PageToken"])
PARTICIPANT_CREATE = frozenset(
    [
        "From",
        "To",
        "StatusCallback",
        "StatusCallbackMethod",
        "StatusCallbackEvent",
        "Label",
        "Timeout",
        "Record",
        "Muted",
        "Beep",
        "StartConferenceOnEnter",
        "EndConferenceOnExit",
        "WaitUrl",
        "WaitMethod",
        "EarlyMedia",
        "MaxParticipants",
        "ConferenceRecord",
        "ConferenceTrim",
        "ConferenceStatusCallback",
        "ConferenceStatusCallbackMethod",
        "ConferenceStatusCallbackEvent",
        "RecordingChannels",
        "RecordingStatusCallback",
        "RecordingStatusCallbackMethod",
        "SipAuthUsername",
        "SipAuthPassword",
        "Region",
        "ConferenceRecordingStatusCallback",
        "ConferenceRecordingStatusCallbackMethod",
        "RecordingStatusCallbackEvent",
        "ConferenceRecordingStatusCallbackEvent",
        "Coaching",
        "CallSidToCoach",
        "JitterBufferSize",
        "Byoc",
        "CallerId",
        "CallReason",
        "RecordingTrack",
        "RecordingConfigurationId",
        "TimeLimit",
        "MachineDetection",
        "MachineDetectionTimeout",
        "MachineDetectionSpeechThreshold",
        "MachineDetectionSpeechEndThreshold",
        "MachineDetectionSilenceTimeout",
        "AmdStatusCallback",
        "AmdStatusCallbackMethod",
        "Trim",
        "CallToken",
        "Passports",
        "ClientNotificationUrl",
        "CallerDisplayName",
        "EmergencyCallerPosition",
        "EmergencyCallerLocation",
        "EmergencyName",
        "EmergencyAddress",
        "EmergencyZipCode",
        "EmergencyCity",
        "EmergencyState",
        "EmergencyCountry",
    ]
)
PARTICIPANT_UPDATE = frozenset(
    [
        "Muted",
        "Hold",
        "HoldUrl",
        "HoldMethod",
        "AnnounceUrl",
        "AnnounceMethod",
        "WaitUrl",
        "WaitMethod",
        "BeepOnExit",
        "EndConferenceOnExit",
        "Coaching",
        "CallSidToCoach",
    ]
)
NOTHING: frozenset[str] = frozenset()
