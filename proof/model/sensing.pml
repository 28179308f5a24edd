/* E when sensors speak and when it starts: machine.sensing, machine.booting. */
/* ---- E: what the sensors say (machine.sensing) ---- */
inline opens(c) {
	soil[c] = 1;
	if
	:: OPENING(c) -> opened(c, OPEN_FOR(purpose[c]))
	:: (st[c] == UNSURE || st[c] == CHECK) && recent[c] && purpose[c] ->
		opened(c, OPEN_FOR(purpose[c]))	/* late */
#ifdef IGNORES_FORCE
	:: st[c] == OCC || st[c] == FREE
#endif
	:: else -> force(c)
	fi
}
inline closes(c) {
	if
	:: st[c] == OPEN_D ->
		if
		:: SAYS_EMPTY(c) -> emptied(c, 0)
		:: else -> stored(c, OCC)
		fi
	:: st[c] == OPEN_P ->
		if
#ifdef RELEASE_BEFORE_EMPTY
		:: false
#else
		:: SAYS_FULL(c) -> become(c, OCC)
#endif
		:: else -> emptied(c, PICKED)
		fi
	:: st[c] == OPEN_S ->
		if
		:: SAYS_FULL(c) ->
			if
			:: dep[c] && !seen[c] -> stored(c, OCC)
			:: dep[c] && seen[c] -> become(c, OCC)
			:: else -> become(c, CHECK)
			fi
		:: else ->
			if
			:: dep[c] && !seen[c] -> emptied(c, CANCELLED)
			:: dep[c] && seen[c] -> emptied(c, RECALLED)
			:: else -> emptied(c, 0)
			fi
		fi
	:: else
	fi
}
inline read_sensors(c) {
	rdo[c] = door[c];
	rdc[c] = (meal[c] != 0)
}
inline sense(c) {
	x = rdo[c];
	read_sensors(c);
	if
	:: !x && door[c] -> opens(c)
	:: x && !door[c] -> closes(c)
	:: else ->
		if
		:: SAYS_FULL(c) && (st[c] == FREE || st[c] == SANI) -> force(c)
		:: else
		fi
	fi
}

/* ---- E: after a start (machine.booting) ---- */
inline boot_one(c) {
#ifndef LAMP_STAYS
	lamp[c] = 0;
#endif
	read_sensors(c);
	pend[c] = 0; glow[c] = 0;
	recent[c] = 0;	/* when a lock was released last is not known any more */
	rested[c] = 0;
	if
	:: st[c] == SANI -> st[c] = DIRTY
	:: else
	fi;
	if
	:: door[c] ->
		soil[c] = 1;
		if
		:: st[c] == OPENING_D || st[c] == OPENING_P -> opened(c, OPEN_FOR(purpose[c]))
		:: st[c] == OPENING_S -> opened(c, CHECK)
		:: st[c] == OPEN_S -> become(c, CHECK)
		:: st[c] == OPEN_D || st[c] == OPEN_P
		:: else -> force(c)
		fi
	:: else ->
		if
		:: st[c] == OPENING_D || st[c] == OPEN_D ->
#ifdef CLOSED_MEANS_NEVER_OPENED
			emptied(c, 0)
#else
			x = st[c];
			become(c, UNSURE);
			if
			:: SAYS_FULL(c) || CLOSED_UNSEEN(OPEN_D) -> stored(c, UNSURE)
			:: else
			fi
#endif
		:: st[c] == OPENING_P || st[c] == OPEN_P ->
#ifdef CLOSED_MEANS_NEVER_OPENED
			become(c, OCC)
#else
			x = st[c];
			become(c, UNSURE);
			if
#ifdef UNWATCHED_MEANS_PICKED
			:: true ->
#else
			:: SAYS_EMPTY(c) || CLOSED_UNSEEN(OPEN_P) ->
#endif
				emptied(c, PICKED)
#if GOAL == 11
				; alone = 1
#endif
#ifndef UNWATCHED_MEANS_PICKED
			:: else
#endif
			fi
#endif
		:: st[c] == OPENING_S || st[c] == OPEN_S -> become(c, CHECK)
		:: st[c] == OCC ->
			if
			:: SAYS_EMPTY(c) -> become(c, UNSURE)
			:: else
			fi
		:: st[c] == FREE && SAYS_FULL(c) -> force(c)
#ifdef BOOT_CLEARS_CHECK
		:: st[c] == CHECK -> become(c, FREE)
#endif
		:: else
		fi
	fi
}
