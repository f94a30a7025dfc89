"""Two leads at once: who saves later gets both texts put together, or chooses where both changed the same words."""

from __future__ import annotations

from library.documents import Document
from library.merging_documents import merge_documents
from snippets.screens.editor_saving import SavingScreen
from snippets.screens.editor_work import DRAFT, Theirs


class MergingScreen(SavingScreen):
    """What was merged is a draft, whatever was asked for: somebody has to read the two together first."""

    async def take_merged(self, theirs: Theirs) -> None:
        """Both texts are saved as one, and stand here; what was typed meanwhile stays."""
        now = merge_documents(self.saved, theirs.merge.document, self.current)
        await self.lay(now.document)
        self.saved = theirs.merge.document
        self.show_details()
        self.notify(
            f"{theirs.author} saved r{theirs.number} while you wrote: both are in this text now. Read it once more",
            severity="warning", timeout=10, markup=False,
        )  # fmt: skip

    def settle_clash(self, theirs: Theirs) -> None:
        """Shows where both changed the same; what comes of it is saved on top of theirs."""
        from snippets.screens.conflict import ConflictScreen

        def take(document: Document | None) -> None:
            if document is not None:
                self.run_worker(self._save_settled(document, theirs), group="settle")
            else:
                self.notify("Not saved: your text is here, theirs is in the library", timeout=5, markup=False)

        self.app.push_screen(ConflictScreen(theirs), take)

    async def _save_settled(self, document: Document, theirs: Theirs) -> None:
        assert self.opened is not None
        self.opened = self.opened._replace(based_on=theirs.number, seen=theirs.number)
        await self.lay(document)
        self.show_details()
        self.text_changed()
        self.save_as(DRAFT)
