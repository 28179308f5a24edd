"""Taking an account that is used again off the list of those that go."""

from django.db import transaction

from linli.people.models import Person, UnusedAccount


@transaction.atomic
def come_back(person: Person) -> None:
    """Let an account stay: its person signs in, or is given a role.

    The person's row is locked first: whoever puts accounts on the list at this moment passes
    over it, or is done before.
    """
    list(Person.objects.filter(pk=person.pk).select_for_update(no_key=True).values_list("pk"))
    UnusedAccount.objects.filter(person=person).delete()
