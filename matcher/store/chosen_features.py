"""Keeps what was known of a pair when it was chosen, so that learning need not guess it later."""

import sqlalchemy as sa

from matcher.domain.chosen import ChosenFeatures
from matcher.store.learning_tables import chosen_features


def keep_chosen(connection: sa.Connection, chosen: ChosenFeatures) -> None:
    """Keep the features of a placement that was just proposed, once; they are never changed."""
    connection.execute(
        chosen_features.insert().values(
            placement_id=chosen.placement_id,
            chosen_on=chosen.chosen_on,
            model_version=chosen.model_version,
            features=dict(chosen.features),
        )
    )


def read_chosen(connection: sa.Connection) -> dict[str, ChosenFeatures]:
    """Everything that was kept, by placement."""
    columns = chosen_features.c
    rows = connection.execute(
        sa.select(
            columns.placement_id, columns.chosen_on, columns.model_version, columns.features
        ).order_by(columns.placement_id)
    )
    return {row.placement_id: ChosenFeatures(*row) for row in rows}
