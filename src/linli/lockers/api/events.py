"""Messages that a platform did not take: which, and sending them again."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Router

from linli.lockers.actions.webhooks import send_again
from linli.lockers.api.asking import READING, WRITING, Key, caller_of, done_once
from linli.lockers.api.schemas import DeadEvent, DeadEvents, SentAgain
from linli.lockers.queries.platforms import dead_events

router = Router()


@router.get(
    "/events/dead",
    response={200: DeadEvents} | READING,
    operation_id="dead_events",
    summary=_("查没有送到的事件"),
    description=_("发了 10 次都没有送到的事件，最早的在前，最多 100 个。"),
)
def dead(request: HttpRequest) -> DeadEvents:
    """List what was given up."""
    return DeadEvents(
        events=[
            DeadEvent(id=one.name, type=one.kind, at=one.at, tries=one.tries, said=one.said)
            for one in dead_events(caller_of(request).id)
        ]
    )


@router.post(
    "/events/dead/replay",
    response={200: SentAgain} | WRITING,
    operation_id="replay_events",
    summary=_("再发一次没有送到的事件"),
    description=_("每个事件的名字和内容同原来的一样。"),
)
def replay(request: HttpRequest, key: Key) -> HttpResponse:
    """Send again what was given up."""
    return done_once(
        request,
        key,
        lambda caller, at: SentAgain(
            count=send_again(
                platform=caller.id, code=caller.code, actor=f"platform:{caller.code}", now=at
            )
        ).model_dump_json(),
    )
