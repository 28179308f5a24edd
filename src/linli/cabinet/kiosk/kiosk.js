// The cabinet's own screen. Asks each second what is so; ES5 and fetch, for an old Chromium.
(function () {
    "use strict";
    var DIGITS = 8, ASK_MS = 1000, IDLE_MS = 45000, AWAY_AFTER = 3;
    var words = {}, language = "zh", setup = null, tick = "", typed = "";
    var lost = 0, heard = 0, waitS = 0, checking = false, idle = 0, last = null;

    function by(id) { return document.getElementById(id); }

    function say(key, facts) {
        var text = words[language][key];
        Object.keys(facts || {}).forEach(function (name) { text = text.replace("{" + name + "}", facts[name]); });
        return text;
    }

    function put(element, text) { if (element.textContent !== text) { element.textContent = text; } }

    function patience(seconds) {
        if (seconds < 60) { return say("seconds", {count: seconds}); }
        return seconds < 3600 ? say("minutes", {count: Math.ceil(seconds / 60)}) : say("hours", {count: Math.ceil(seconds / 3600)});
    }

    function draw() {
        document.documentElement.lang = say("lang");
        Array.prototype.forEach.call(document.querySelectorAll("[data-say]"), function (one) { put(one, say(one.getAttribute("data-say"))); });
        put(by("title"), say("title", {cabinet: setup.cabinet}));
        put(by("help"), setup.help ? say("help", {help: setup.help}) : "");
        var large = document.documentElement.className === "large";
        put(by("large"), say(large ? "normal" : "large"));
        by("large").setAttribute("aria-pressed", large);
        drawDigits();
        if (last) { show(last); }
    }

    function drawDigits() {
        var shown = typed.replace(/.(?=.)/g, "•");
        by("digits").className = typed ? "" : "empty";
        put(by("digits"), typed ? shown : say("code_why"));
    }

    function show(state) {
        last = state;
        waitS = state.wait_s;
        put(by("free"), ["S", "M", "L"].filter(function (size) { return setup.sizes.indexOf(size) >= 0; }).map(function (size) {
            return say(size, {count: state.free[size]});
        }).join("  "));
        by("banner").hidden = state.online && lost < AWAY_AFTER;
        put(by("banner"), say(lost < AWAY_AFTER ? "offline" : "away"));
        if (state.qr) { by("qr").innerHTML = state.qr; tick = state.tick; }
        drawAnswer(state.told);
        drawDoors(state.moving);
        Array.prototype.forEach.call(document.querySelectorAll("#keys button"), function (key) { key.disabled = waitS > 0; });
    }

    function drawAnswer(told) {
        var text = "";
        if (told && told.refusal) { text = say(told.refusal, {wait: patience(waitS)}); }
        if (told && told.number !== heard) { heard = told.number; touched(); }
        if (waitS > 0) { text = say("too_many", {wait: patience(waitS)}); typed = ""; drawDigits(); }
        put(by("answer"), checking ? say("checking") : text);
    }

    function drawDoors(moving) {
        var panel = by("doors"), signature = JSON.stringify([moving, language]);
        panel.hidden = !moving.length;
        by("scan").hidden = moving.length > 0;
        if (panel.getAttribute("data-signature") === signature) { return; }
        panel.setAttribute("data-signature", signature);
        panel.className = moving.length > 1 ? "several" : "";
        panel.textContent = "";
        moving.slice(0, 4).forEach(function (one) { panel.appendChild(door(one)); });
    }

    function add(parent, name, text, kind) {
        var element = document.createElement(name);
        element.textContent = text;
        element.className = kind || "";
        parent.appendChild(element);
        return element;
    }

    function door(one) {
        var card = document.createElement("div"), place = setup.places[one.number];
        card.className = "door door-" + one.stage;
        add(card, "b", one.number < 10 ? "0" + one.number : String(one.number));
        add(card, "strong", one.stage === "open" ? say(one.whose) : say(one.stage));
        if (place && place.row && place.column) {
            add(card, "p", say("where", {column: place.column, row: place.row}));
            if (place.low) { add(card, "p", say("low"), "low"); }
            card.appendChild(map(one.number));
        }
        return card;
    }

    function map(number) {
        var grid = add(document.createElement("div"), "div", "", "map");
        grid.setAttribute("aria-hidden", "true");
        setup.doors.forEach(function (one) {
            var cell = add(grid, "i", "", one.number === number ? "here" : "");
            cell.style.gridColumn = one.column;
            cell.style.gridRow = one.row;
        });
        return grid;
    }

    function asked(path, options) {
        return fetch(path + "?tick=" + tick, options).then(function (answer) {
            if (!answer.ok) { throw new Error(String(answer.status)); }
            return answer.json();
        });
    }

    function ask() {
        var next = function () { setTimeout(ask, ASK_MS); };
        asked("state").then(function (state) { lost = 0; show(state); }).catch(function () {
            lost += 1;
            if (last) { show(last); }
        }).then(next, next);
        if (idle && Date.now() - idle > IDLE_MS) { leave(); }
    }

    function leave() {
        idle = 0; typed = ""; language = "zh";
        document.documentElement.className = "";
        draw();
    }

    function touched() { idle = Date.now(); }

    function key(digit) {
        touched();
        if (waitS > 0 || checking) { return; }
        if (digit === "back") { typed = typed.slice(0, -1); } else if (digit === "clear") { typed = ""; } else { typed += digit; }
        if (typed.length === DIGITS) { send(); } else { drawDigits(); }
    }

    function send() {
        var body = JSON.stringify({code: typed});
        typed = ""; checking = true;
        drawDigits();
        put(by("answer"), say("checking"));
        var done = function () { checking = false; if (last) { show(last); } };
        asked("typed", {method: "POST", body: body}).then(function (state) { last = state; }).then(done, done);
    }

    document.addEventListener("click", function (event) {
        var button = event.target.closest("button");
        if (!button || button.disabled) { return; }
        if (event.detail) { button.blur(); }  // a finger leaves no mark where it was
        touched();
        if (button.id === "large") {
            document.documentElement.className = document.documentElement.className ? "" : "large";
            draw();
        } else if (button.id === "other") {
            language = language === "zh" ? "en" : "zh";
            draw();
        } else { key(button.id || button.textContent); }
    });
    document.addEventListener("keydown", function (event) {
        if (/^[0-9]$/.test(event.key)) { key(event.key); } else if (event.key === "Backspace") { key("back"); } else if (event.key === "Escape" || event.key === "Delete") { key("clear"); }
    });
    document.addEventListener("contextmenu", function (event) { event.preventDefault(); });

    function start() {
        asked("setup").then(function (found) {
            words = found.words;
            setup = found;
            setup.places = {};
            setup.doors.forEach(function (one) { setup.places[one.number] = one; });
            draw();
            ask();
        }).catch(function () { setTimeout(start, ASK_MS); });
    }
    start();
}());
