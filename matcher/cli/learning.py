"""The command ``train``: one night of learning, with its steps on standard error."""

import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from matcher.cli.options import as_json_text, json_option, opened_program, today_option

if TYPE_CHECKING:
    from matcher.workflows.night_report import NightReport
    from matcher.workflows.night_state import Ears


@click.command("train")
@today_option
@json_option
def train_command(today: date, as_json: bool) -> None:
    """One night: learn from the outcomes known today, and use what was learned if it is better.

    Before that, employers who have not answered are reminded, and what is over its time runs out.
    What it is at, and every message, goes to standard error; models/NIGHT.md says what each message
    means. Exit 0 where a model was promoted or yesterday's was kept, 1 where the night failed or
    another one is running.

    \b
    Example:
      jobbsmak train
      jobbsmak train --json
    """
    program = opened_program()
    from matcher.workflows.night import run_night
    from matcher.workflows.workplace.tidy import tidy

    tidy(program.engine, today, now())
    done = run_night(program, today=today, clock=now, ears=ears_on_stderr())
    click.echo(as_json_text(night_document(done)) if as_json else night_text(done))


def now() -> datetime:
    """The moment, in Coordinated Universal Time."""
    return datetime.now(UTC)


def ears_on_stderr() -> "Ears":
    """Steps and messages a line each; the comparison's folds as a bar where a person looks on."""
    from tqdm import tqdm

    from matcher.workflows.night_messages import say as sentence
    from matcher.workflows.night_state import STEPS, Ears

    looked_at = sys.stderr.isatty()
    bar = tqdm(desc="compare", unit=" day", leave=False, disable=not looked_at)

    def fold(done: int, of: int) -> None:
        bar.total = of
        bar.update(1)
        if done == of:
            bar.close()
        if not looked_at:
            say(sentence("compared", done=done, of=of))

    def step(name: str) -> None:
        say(f"[{STEPS.index(name) + 1}/{len(STEPS)}] {name}")

    def say(text: str) -> None:
        # Flushed: whoever watches a night through a pipe sees each line as it comes.
        tqdm.write(text, file=sys.stderr)
        sys.stderr.flush()

    return Ears(step, say, fold)


def night_document(done: "NightReport") -> dict[str, Any]:
    """The night as one JSON document."""
    return {"night": done.night, "version": done.version, **done.report}


def night_text(done: "NightReport") -> str:
    """The decision, each gate, and every model's pooled log loss."""
    report = done.report
    lines = [report["why"]]
    lines += [
        f"  {'passed ' if gate['held'] else 'stopped'} {gate['gate']:<12} {gate['text']}"
        for gate in report["gates"]
    ]
    losses = {model: stages["pooled"]["log_loss"] for model, stages in report["metrics"].items()}
    known = {model: loss for model, loss in losses.items() if loss["value"] is not None}
    if known:
        lines.append("Log loss of all stages, from forecasts of what came later:")
    lines += [f"  {model:<12} {_interval(loss)}" for model, loss in known.items()]
    return "\n".join(lines)


def _interval(figure: dict[str, float | None]) -> str:
    if figure["low"] is None or figure["high"] is None:
        return f"{figure['value']:.4f}"
    return f"{figure['value']:.4f}  (90 % interval {figure['low']:.4f} to {figure['high']:.4f})"
