"""Why a prompt is shown, in one line, from the log entry that caused it."""

from callguard.console.names import ACTS
from callguard.console.translate import gettext
from callguard.live.calls import LogEntry
from rules import events as on
from rules.decision import AGENT_RULE
from rules.effects import Finding, Prompt
from rules.marks import DAY_LIMIT, FINAL_NOTICE, NOTICE, SUPERVISOR_WAIT, WARNING


def reason_of(prompt: Prompt, cause: LogEntry) -> str:
    """Return the reason in the page's language."""
    finding = next((f for f in cause.findings if f.act == prompt.act), None)
    if isinstance(cause.event, on.LimitDue):
        return _mark(cause.event.limit)
    if isinstance(cause.event, on.AnnouncementFailed):
        return gettext("the voice could not tell the caller: please say it yourself")
    if isinstance(cause.event, on.EndFailed):
        return gettext("the call could not be ended from here")
    return gettext("said by the rules") if finding is None else _found(prompt, finding)


def _mark(limit: str) -> str:
    return {
        WARNING: gettext("talk time: the first mark is reached"),
        NOTICE: gettext("talk time: the caller is being told how much is left"),
        FINAL_NOTICE: gettext("talk time: the caller is being told that the call will end"),
        DAY_LIMIT: gettext("talk time: the sum of this caller's calls today"),
        SUPERVISOR_WAIT: gettext("no supervisor came: you may end the call"),
    }.get(limit, gettext("talk time: the limit is reached"))


def _found(prompt: Prompt, finding: Finding) -> str:
    if finding.rule.startswith("frequency."):
        return _frequency(finding)
    if finding.rule == AGENT_RULE:
        return gettext("%(act)s: marked by you", act=ACTS[finding.act])
    if finding.rule.startswith("demand."):
        return gettext("the same demand, said %(count)s times", count=prompt.values.get("count", "2"))
    return f"{ACTS[finding.act]}: «{finding.matched}»"


def _frequency(finding: Finding) -> str:
    if finding.rule == "frequency.day":
        return gettext("call %(count)s today", count=finding.matched)
    if finding.rule == "frequency.week":
        return gettext("call %(count)s in 7 days", count=finding.matched)
    return gettext("call %(count)s in 30 days", count=finding.matched)
