"""What the policy page calls groups, units and choices; names and explanations come with the fields."""

from callguard.console.translate import lazy_gettext

GROUP_NAMES: dict[str, str] = {
    "talk_time": lazy_gettext("Talk time"),
    "abuse_clock": lazy_gettext("Shorter clock after abuse"),
    "day_sum": lazy_gettext("All talk of a day"),
    "extension": lazy_gettext("More time"),
    "frequency": lazy_gettext("Repeated calls"),
    "frequency.day": lazy_gettext("Repeated calls: today"),
    "frequency.week": lazy_gettext("Repeated calls: last 7 days"),
    "frequency.month": lazy_gettext("Repeated calls: last 30 days"),
    "speech": lazy_gettext("What is said"),
    "scoring": lazy_gettext("Points of acts"),
    "ladder": lazy_gettext("Before a call may end, and calm"),
    "ladder.firm": lazy_gettext("Stage: firm"),
    "ladder.final_warning": lazy_gettext("Stage: final warning"),
    "ladder.end_call": lazy_gettext("Stage: end the call"),
    "carry_over": lazy_gettext("The next call"),
    "cool_down": lazy_gettext("Rest after a call"),
}
UNITS: dict[str, str] = {
    "s": lazy_gettext("seconds"),
    "calls": lazy_gettext("calls"),
    "points": lazy_gettext("points"),
    "times": lazy_gettext("times"),
    "share": lazy_gettext("from 0 to 1"),
    "level": lazy_gettext("severity 1 to 4"),
    "": "",
}
CHOICES: dict[str, str] = {
    "": lazy_gettext("nothing"),
    "ask_supervisor": lazy_gettext("Ask a supervisor"),
    "end": lazy_gettext("End the call"),
    "shadow": lazy_gettext("Shadow: nobody is prompted"),
    "clock": lazy_gettext("Clock: time and frequency only"),
    "full": lazy_gettext("Full"),
    "courteous": lazy_gettext("Courteous"),
    "firm": lazy_gettext("Firm"),
    "final_warning": lazy_gettext("Final warning"),
    "end_call": lazy_gettext("End the call"),
    "machine": lazy_gettext("The machine proposes it"),
    "agent": lazy_gettext("The agent decides"),
    "supervisor": lazy_gettext("A supervisor decides"),
    "answered": lazy_gettext("The matter is answered"),
    "behaviour": lazy_gettext("The behaviour is named"),
    "request": lazy_gettext("A request to stop was made"),
    "consequence": lazy_gettext("The consequence is announced"),
    "chance": lazy_gettext("The caller had a chance"),
    "channel": lazy_gettext("Another way is offered"),
}
