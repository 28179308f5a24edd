"""A column of sealed texts: set as text, kept as bytes, read as what prints masked."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from linli.people.sealing import Purpose, Sealed, seal


class _SealedAttribute(DeferredAttribute):
    """Gives a ``Sealed`` whatever the row holds: bytes of the database, or a text just set."""

    if TYPE_CHECKING:
        field: "SealedText"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:  # noqa: ANN401  # as Django's own
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        return value if value is None else self.field.sealed(instance, value)

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


class SealedText(models.BinaryField):  # type: ignore[type-arg]  # Django's own has no arguments
    """A text that only the installation's keys open, bound to its column and, by ``row``, its row.

    ``row`` names the attribute that tells its row from others and never changes. For the
    database it is a column of bytes. Nobody is found by it: that is what a blind index is for.
    """

    _pyi_private_set_type: str | Sealed
    _pyi_private_get_type: Sealed  # type: ignore[assignment]  # not what BinaryField gives

    descriptor_class = _SealedAttribute

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  # Django's own
        purpose: Purpose | None = None,
        row: str = "",
        **kwargs: Any,  # noqa: ANN401  # Django's own
    ) -> None:
        self.purpose = purpose
        self.row = row
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:  # noqa: ANN401  # as Django's own
        """Tell migrations what the database sees."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs

    def sealed(self, instance: models.Model, value: object) -> Sealed:
        """Return what an instance holds as it would be written."""
        assert self.purpose is not None, "a sealed column says what it is"
        if isinstance(value, Sealed):
            return value
        row = str(getattr(instance, self.row)) if self.row else ""
        if isinstance(value, str):
            return Sealed(seal(value, self.purpose, row), self.purpose, row)
        assert isinstance(value, bytes | memoryview)
        return Sealed(bytes(value), self.purpose, row)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ANN401, FBT001  # as Django's own
        """Seal what was set as text; what is sealed already is written as it is."""
        value = super().pre_save(model_instance, add)
        if value is None:
            return None
        model_instance.__dict__[self.attname] = value.kept
        return value.kept

    def get_prep_value(self, value: Any) -> Any:  # noqa: ANN401  # as Django's own
        """Refuse a text: it would be compared with, or written as, what it is not."""
        assert not isinstance(value, str), "a sealed text is not looked up, nor updated in bulk"
        return super().get_prep_value(value.kept if isinstance(value, Sealed) else value)
