"""Read and write reusable wordings."""

from __future__ import annotations

from sqlmodel import Session, col, select

from scheduler.domain.errors import UnknownNameError
from scheduler.domain.post_template import PostTemplate
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables_templates import PostTemplateRow


class PostTemplates:
    """The wordings of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[PostTemplate]:
        """Return every one, the retired too, by title."""
        query = select(PostTemplateRow).order_by(col(PostTemplateRow.title), col(PostTemplateRow.id))
        return to_values(PostTemplate, self._session.exec(query))

    def get(self, number: int) -> PostTemplate:
        """Return one, or raise `UnknownNameError`."""
        found = to_value(PostTemplate, self._session.get(PostTemplateRow, number))
        if found is None:
            raise UnknownNameError("template", number)
        return found

    def put(self, template: PostTemplate) -> PostTemplate:
        """Save a new one, or the changed one; return it with its number."""
        row = self._session.merge(PostTemplateRow(**columns_of(template)))
        self._session.flush()
        return template.model_copy(update={"id": row.id})
