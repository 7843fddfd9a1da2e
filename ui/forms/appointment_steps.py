"""What happens to an appointment: somebody leaves for it, is back, it is over, it is taken out; each with a way back."""

from __future__ import annotations

from app.agenda import Taken, Task
from app.clock import local
from app.i18n import _
from ui import notices
from ui.application import Shell


def leave_for(shell: Shell, task: Task) -> None:
    """Somebody goes with a person now; from now on the others see when they are expected back."""

    def told(out: Task) -> None:
        said = _("Left now.")
        if out.ends_at:
            said = _("Left now. They are expected back at {time}.").format(time=f"{local(out.ends_at):%H:%M}")
        shell.tell(notices.undo(said, lambda: _undo_way(shell, task)))

    shell.tasks.write(shell.tasks, lambda desk: desk.appointments.leave(task.id), told)


def come_back(shell: Shell, task: Task) -> None:
    """They are back, and the appointment is over."""

    def told(back: Task) -> None:
        said = _("Back at {time}.").format(time=f"{local(back.back_at or 0):%H:%M}")
        shell.tell(notices.undo(said, lambda: _undo_way(shell, task)))

    shell.tasks.write(shell.tasks, lambda desk: desk.appointments.back(task.id), told)


def finish(shell: Shell, task: Task) -> None:
    """It took place."""

    def again() -> None:
        shell.tasks.write(shell.tasks, lambda desk: desk.agenda.finish(task.id, False))

    def told(_done: Task) -> None:
        shell.tell(notices.undo(_("The appointment is over."), again))

    shell.tasks.write(shell.tasks, lambda desk: desk.agenda.finish(task.id), told)


def take_out(shell: Shell, task: Task) -> None:
    """It will not take place."""

    def told(gone: Taken) -> None:
        def back() -> None:
            shell.tasks.write(shell.tasks, lambda desk: desk.appointments.put_back(gone))

        shell.tell(notices.undo(_("The appointment was taken out."), back))

    shell.tasks.write(shell.tasks, lambda desk: desk.appointments.take_out(task.id), told)


def _undo_way(shell: Shell, before: Task) -> None:
    shell.tasks.write(shell.tasks, lambda desk: desk.appointments.undo_way(before))
