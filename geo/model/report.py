"""What a person told of one place."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from geo.model.thing import AnyGeometry, Instant, Maybe, Text, Thing

DayPart = Literal["day", "dusk", "night", "always"]
Feeling = Literal["good", "bad"]
Reporter = Literal["resident", "council"]
#: Of the text of a report.
MOST_CHARACTERS = 500
#: The nine factors of a women's safety walk.
Factor = Literal[
    "light", "openness", "visibility", "people", "security", "walk_path", "transport", "gender_usage", "feeling"
]


class Report(Thing):
    """A place that a resident or the Women's Council submitted.

    Attributes
    ----------
    geometry
        The place, EPSG:4326; none when it was described in words only.
    place_words
        The place in the reporter's words.
    category
        Key of a report category of the city profile.
    categories_version
        Which list of categories it was chosen from, if told.
    factors
        The safety walk's marks of the place, 0 (bad) to 3 (good), by the key of the factor; any may be left out.
    seen_at
        When it was so, if told.
    """

    geometry: Annotated[AnyGeometry | None, Maybe] = None
    place_words: Annotated[str | None, Field(max_length=200), Maybe] = None
    feeling: Feeling
    category: Text
    categories_version: Annotated[Text | None, Maybe] = None
    day_part: DayPart
    text: Annotated[str | None, Field(max_length=MOST_CHARACTERS), Maybe] = None
    reporter: Reporter = "resident"
    factors: dict[Factor, Annotated[int, Field(ge=0, le=3)]] = Field(default_factory=dict)
    seen_at: Annotated[Instant | None, Maybe] = None
    created_at: Instant

    @model_validator(mode="after")
    def _place_is_told(self) -> Self:
        if self.geometry is None and not self.place_words:
            raise ValueError("must have a place on the map or in words")
        return self
