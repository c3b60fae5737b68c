"""Who may speak to a running site."""

from callguard.live import keys
from rules.events import AnnouncementPlayed, LimitDue
from tests.flow.call import Call
from tests.flow.stage import SITE_NUMBER, Stage
from tests.settings import PUBLIC_URL
from tests.webhooks.twilio_side import CONFERENCE, RECORDING, STREAM, sign

STRANGER = "CA" + "e" * 32


def forms(call: Call) -> dict[str, dict[str, str]]:
    """A form for each route that would change this call, or make another."""
    leg = {"CallSid": call.sid, "From": "+12025550199", "To": SITE_NUMBER, "Direction": "inbound"}
    over = leg | {"CallStatus": "completed"}
    conference = {"ConferenceSid": CONFERENCE, "FriendlyName": f"callguard-{call.sid}"}
    return {
        "/twilio/voice": leg | {"CallSid": STRANGER, "CallStatus": "ringing"},
        "/twilio/call": over,
        "/twilio/dialed": over | {"DialCallStatus": "completed"},
        "/twilio/wait": conference,
        f"/twilio/announcement/{call.sid}-2-0": conference,
        "/twilio/conference": conference | {"StatusCallbackEvent": "conference-end"},
        "/twilio/stream": {"CallSid": call.sid, "StreamSid": STREAM, "StreamEvent": "stream-error"},
        "/twilio/recording": {"CallSid": call.sid, "RecordingSid": RECORDING, "RecordingStatus": "completed"},
    }


def test_a_form_without_a_signature_or_with_a_forged_one_leaves_no_trace_in_any_call(site: Stage) -> None:
    call = site.dial()
    call.talks()
    before = len(call.events())
    for path, form in forms(call).items():
        forged = sign(PUBLIC_URL + path, form.items(), "another account's token")
        for signature in ("", "bm90IGEgc2lnbmF0dXJl", forged):
            assert site.post(path, form, X_Twilio_Signature=signature).status_code == 403, path
        site.logged("webhook refused", f"route={path.split('/')[2]} ", "status=403")
    assert site.site.calls.load(STRANGER) is None
    assert not site.site.redis.keys(f"{keys.PREFIX}:*{STRANGER}*")
    assert all(isinstance(event, LimitDue | AnnouncementPlayed) for event in call.events()[before:])
    assert call.facts.is_live
    call.hang_up()
    assert call.recorded()["ended_by"] == "caller"


def test_a_form_with_the_right_signature_is_taken_behind_a_proxy(site: Stage) -> None:
    call = site.dial()
    call.talks()
    form = {"CallSid": call.sid, "CallStatus": "completed"}
    proxied = {"Host": "10.0.0.7:8080", "X_Forwarded_Proto": "http", "X_Forwarded_Host": "inside.example"}
    assert site.post("/twilio/call", form, **proxied).status_code == 204
    assert not call.until(lambda facts: facts.ended_at, "ended").is_live
