"""The component that gives each entity the role that the trained classifiers find most probable."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract import role_features, role_model, roles
from kg.extract.phrase_table import PhraseTable
from kg.extract.role_features import Candidate, Text
from kg.extract.role_model import RoleModel
from kg.extract.statistical_mentions import MODELS, shipped, title_words
from kg.records import ROLES, PaperEntity


@functools.cache
def shipped_roles() -> Mapping[str, RoleModel]:
    """Return the classifiers that the project ships, loaded once a process."""
    return role_model.load(MODELS / "roles.npz")


class TrainedRoles:
    """Gives every entity of a document its role; that of a type without a classifier follows from rules."""

    def __init__(self, models: Mapping[str, RoleModel], phrases: PhraseTable) -> None:
        self.models = models
        self.phrases = phrases
        self._rules = roles.Roles()

    def predict(self, doc: Doc) -> list[PaperEntity]:
        """Return the document's entities, each with its role."""
        entities = self._rules.predict(doc)
        words = [token.text for token in doc]
        text = role_features.text_of(words, title_words(doc))
        candidates = {
            i: self._candidate(doc, words, e) for i, e in enumerate(entities) if e.type in self.models
        }
        everything = list(candidates.values())
        for i, candidate in candidates.items():
            role = self._role(text, candidate, everything)
            entities[i] = dataclasses.replace(entities[i], role=role)
        return entities

    def __call__(self, doc: Doc) -> Doc:
        """Rewrite `doc._.entities` with roles and return the document."""
        doc._.entities = self.predict(doc)
        return doc

    def _candidate(self, doc: Doc, words: Sequence[str], entity: PaperEntity) -> Candidate:
        """Return an entity as the classifiers read it."""
        spans = [doc.char_span(m.start, m.end, alignment_mode="expand") for m in entity.mentions]
        mentions = tuple((s.start, s.end) for s in spans if s is not None)
        names = [words[s:e] for s, e in mentions]
        papers, known = role_model.standing(names, entity.type, self.phrases)
        return Candidate(entity.type, mentions, " ".join(names[0]), papers, known)

    def _role(self, text: Text, candidate: Candidate, everything: Sequence[Candidate]) -> str:
        """Return the most probable role of an entity."""
        found = role_features.features(text, candidate, everything)
        return ROLES[candidate.type][int(self.models[candidate.type].predict(found).argmax())]


@Language.factory("paperatlas_trained_roles", requires=["doc._.entities"], assigns=["doc._.entities"])
def make(nlp: Language, name: str) -> TrainedRoles:  # noqa: ARG001 - the signature that spaCy calls
    """Return the component."""
    return TrainedRoles(shipped_roles(), shipped().encoder.phrases)
