"""The admin's page: the thresholds, saved as a new version that live calls take up."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from callguard.console.access import me
from callguard.console.field_names import CHOICES, GROUP_NAMES, UNITS
from callguard.console.languages import page_language
from callguard.console.parts import parts
from callguard.console.policy_fields import as_typed, policy_groups, value_at
from callguard.console.policy_form import LONGEST_REASON, REASON, PolicyForm, form_of, read_form
from callguard.console.policy_history import newest_versions
from callguard.console.translate import gettext
from callguard.db.audit import note
from callguard.policies.store import SYSTEM, StalePolicyError
from callguard.policies.switch import SwitchError, switched
from rules.policy import Mode, Policy

blueprint = Blueprint("policy", __name__, url_prefix="/policy")


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Show the newest version."""
    return _show(form_of(parts().policies.current().policy))


@blueprint.post("")
def save() -> ResponseReturnValue:
    """Save what was typed as the version after the one it was typed over."""
    replaces = request.form.get("replaces", type=int)
    if replaces is None:
        abort(400)
    form = read_form(request.form, parts().policies.current().policy)
    if form.policy is None:
        return _show(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        saved = parts().policies.save(form.policy, me().name, form.reason, replaces)
    except StalePolicyError:
        return _show(form, stale=True), HTTPStatus.CONFLICT
    note(parts().database, me().name, "policy_saved", f"policy {saved.version}", reason=form.reason)
    flash(gettext("Version %(version)s is saved and in force.", version=saved.version))
    return redirect(url_for("policy.page"), 303)


@blueprint.post("/queues/<queue>/mode")
def switch(queue: str) -> ResponseReturnValue:
    """Switch one queue's mode, at once: what silences a pack that misfires."""
    reason, to = request.form.get(REASON, "").strip(), request.form.get("mode", "")
    current = parts().policies.current()
    if not 0 < len(reason) <= LONGEST_REASON:
        flash(gettext("Please say why; it is kept with the version."))
        return redirect(url_for("policy.page"), 303)
    try:
        saved = parts().policies.save(switched(current.policy, queue, to), me().name, reason, current.version)
    except SwitchError:
        abort(404)
    except StalePolicyError:
        flash(gettext("Somebody saved a version at the same moment; nothing was switched. Please try again."))
        return redirect(url_for("policy.page"), 303)
    note(parts().database, me().name, "queue_switched", queue, mode=to, reason=reason, version=saved.version)
    flash(gettext("%(queue)s is in “%(mode)s” now.", queue=queue, mode=CHOICES[to]))
    return redirect(url_for("policy.page"), 303)


def _show(form: PolicyForm, *, stale: bool = False) -> str:
    current = parts().policies.current()
    return render_template(
        "policy/page.html",
        current=current,
        form=form,
        groups=policy_groups(),
        history=newest_versions(parts().database, parts().settings.zone),
        longest_reason=LONGEST_REASON,
        group_names=GROUP_NAMES,
        language=page_language(),
        modes=list(Mode),
        units=UNITS,
        names=parts().users.display_names() | {SYSTEM: "CallGuard"},
        now=lambda path: _text(current.policy, path),
        stale=stale,
    )


def _text(policy: Policy, path: str) -> str:
    return as_typed(value_at(policy, path))
