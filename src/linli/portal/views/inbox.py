"""What one was told, and how one wants to be told besides."""

import random

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.notices import reaching
from linli.notices.actions import mark_read
from linli.notices.channels import chosen, mail
from linli.notices.channels.port import NotSentError
from linli.notices.errors import MailAway, NoMailHere
from linli.notices.letters import Letter
from linli.notices.queries import INBOX_SHOWN, inbox_of
from linli.people.actions.guessing import count_try
from linli.people.rules.guessing import MAILS_PER_PERSON
from linli.people.wechat import NAME as WECHAT
from linli.portal.outside_asking import in_wechat
from linli.portal.people_forms import read_number, read_text
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of


@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what one was told, the newest first."""
    person = person_of(request)
    before = read_number(request.GET, "before") or None
    found = inbox_of(person, before=before)
    shown = found[:INBOX_SHOWN]
    context = {
        "lines": shown,
        "newest": shown[0].pk if shown and before is None else 0,
        "any_new": any(one.read_at is None for one in shown),
        "more": shown[-1].pk if len(found) > INBOX_SHOWN else None,
        "now": clock.now(),
    }
    return page(request, "portal/inbox.html", context)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that one has read all that the page showed, and what came before it."""
    upto = read_number(request.POST, "upto")
    mark_read(person_of(request), upto=upto, now=clock.now())
    return redirect("portal:inbox")


@never_cache
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """Show how one is told besides."""
    return _messages(request)


@require_POST
def set_quiet(request: HttpRequest) -> HttpResponse:
    """Set one's own quiet hours and language."""
    person = person_of(request)
    on_refusal(request, lambda problem: _messages(request, problem))
    start, end = (read_text(request.POST, name) for name in ("from", "to"))
    own = {"own": f"{start}-{end}", "never": ""}.get(request.POST.get("quiet", ""))
    language = read_text(request.POST, "language")
    reaching.set_quiet(person, quiet=own, language=language, now=clock.now())
    return redirect("portal:messages")


@require_POST
def set_mail(request: HttpRequest) -> HttpResponse:
    """Send a link to the address that somebody named; it counts once they came by it."""
    person, now = person_of(request), clock.now()
    on_refusal(request, lambda problem: _messages(request, problem))
    if not chosen.sends_mail():
        raise NoMailHere
    count_try(MAILS_PER_PERSON, str(person.pk), now=now)
    address = request.POST.get("mail", "")
    token = reaching.ask_for_mail(person, address, now=now)
    link = request.build_absolute_uri(reverse("portal:confirm_mail", args=[token]))
    text = gettext("请打开这个链接，确认邻里可以往这个邮箱发消息；不是您填的，请不要理会。")
    subject = gettext("确认您的邮箱")
    letter = Letter("confirm", {}, f"{text}\n{link}", subject=subject, link=link)
    try:
        chance = random.SystemRandom()
        chosen.channel_named(mail.NAME).send(address.strip(), letter, chance=chance, now=now)
    except NotSentError as lost:
        raise MailAway from lost
    return redirect("portal:messages")


@require_POST
def end_mail(request: HttpRequest) -> HttpResponse:
    """Send somebody no mail any more."""
    reaching.forget_mail(person_of(request), now=clock.now())
    return redirect("portal:messages")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Take a link from a mailbox as proof; looking at the page writes nothing."""
    person = person_of(request)
    if request.method != "POST":
        return page(request, "portal/messages_confirm.html", {"token": token})
    on_refusal(request, lambda problem: _messages(request, problem))
    reaching.confirm_mail(token, person=person, now=clock.now())
    return redirect("portal:messages")


@require_POST
def set_wechat(request: HttpRequest) -> HttpResponse:
    """Let somebody be told by WeChat, or no more."""
    wanted = request.POST.get("then") == "on"
    reaching.set_wechat(person_of(request), wanted=wanted, now=clock.now())
    return redirect("portal:messages")


def _messages(request: HttpRequest, problem: LinliError | None = None) -> HttpResponse:
    reach = reaching.reach_of(person_of(request))
    start, _dash, end = (reach.quiet or "").partition("-")
    context = {
        "reach": reach,
        "quiet": "house" if reach.quiet is None else "own" if reach.quiet else "never",
        "start": start or "22:00",
        "end": end or "07:00",
        "of_house": settings.MESSAGES["quiet"],
        "mail": reach.mail.opened() if reach.mail else "",
        "sends_mail": chosen.sends_mail(),
        "tells_by_wechat": chosen.tells_by_wechat(),
        "in_wechat": in_wechat(request),
        "wechat": WECHAT,
        "posted": request.POST,
        "problem": problem,
        "here": reverse("portal:messages"),
    }
    return page(request, "portal/messages.html", context)
