"""What the policy page calls thresholds, groups, units and choices; explanations come with the policy."""

from callguard.console.translate import lazy_gettext

GROUP_NAMES: dict[str, str] = {
    "talk_time": lazy_gettext("Talk time"),
    "frequency": lazy_gettext("Repeated calls"),
    "frequency.day": lazy_gettext("Repeated calls: today"),
    "frequency.week": lazy_gettext("Repeated calls: last 7 days"),
    "frequency.month": lazy_gettext("Repeated calls: last 30 days"),
    "speech": lazy_gettext("What is said"),
}
FIELD_NAMES: dict[str, str] = {
    "warning_s": lazy_gettext("First mark"),
    "notice_s": lazy_gettext("Notice to the caller"),
    "notice_lead_s": lazy_gettext("Lead time of the notice"),
    "final_notice_s": lazy_gettext("Final notice to the caller"),
    "final_lead_s": lazy_gettext("Lead time of the final notice"),
    "limit_s": lazy_gettext("Time limit"),
    "at_limit": lazy_gettext("At the limit"),
    "supervisor_wait_s": lazy_gettext("Wait for a supervisor"),
    "note": lazy_gettext("Note"),
    "warn": lazy_gettext("Warn"),
    "alert": lazy_gettext("Alert"),
    "min_talk_s": lazy_gettext("Shortest call that counts"),
    "min_confidence": lazy_gettext("Least confidence"),
    "repeat_firm": lazy_gettext("Same demand: firm"),
    "repeat_final": lazy_gettext("Same demand: final warning"),
}
_TALK = lazy_gettext("seconds of talk")
UNITS: dict[str, str] = {
    "talk_time": _TALK,
    "frequency": lazy_gettext("calls"),
    "frequency.min_talk_s": _TALK,
    "speech": lazy_gettext("times"),
    "speech.min_confidence": lazy_gettext("from 0 to 1"),
}
CHOICES: dict[str, str] = {
    "ask_supervisor": lazy_gettext("Ask a supervisor"),
    "end": lazy_gettext("End the call"),
}
