/* What is known and what is so: E's memory, the world, the wire and S. */
#ifndef NC
#define NC 1
#endif
#ifndef ND
#define ND 1
#endif
#ifndef NA
#define NA 3
#endif
#ifndef ND2
#define ND2 1
#endif
#ifndef TRIES
#define TRIES 3
#endif
#define JL (2 * ND)

/* A compartment, as in linli.wire.messages.State */
#define FREE 0
#define OPENING_D 1
#define OPEN_D 2
#define OCC 3
#define UNSURE 4
#define OPENING_P 5
#define OPEN_P 6
#define DIRTY 7
#define SANI 8
#define OPENING_S 9
#define OPEN_S 10
#define CHECK 11
#define OOS 12

/* A deposit at S, and the lines that move it */
#define SENT 0
#define STORED 1
#define PICKED 2
#define RECALLED 3
#define CANCELLED 4

/* For whom a lock is released, and who stands at an open door */
#define COURIER 1
#define OWNER 2
#define STAFF 3
#define THIEF 4

#define NOBODY 255	/* of a code: no grant is spent */
#define TOKEN(d) (NA + (d) - 1)
#define GRANTS (NA + ND)

/* E, durable */
byte st[NC], dep[NC], tries[NC], codes[NC], purpose[NC];
bit seen[NC], cancel[NC], blocked[NC], intent[NC];
byte ended[ND + 1];
bit used[GRANTS];
byte jr[JL], jlen, eack, edseq;
bit applied[ND2 + 1];
/* E, volatile */
bit up = 1, rdo[NC], rdc[NC], recent[NC], rested[NC], answered[NA];
byte pend[NC], pact[NC];
bit glow[NC];
/* the world */
bit door[NC], lamp[NC], soil[NC];
byte meal[NC], latch[NC], lfor[NC], at[NC], afor[NC], with[ND + 1];
/* the wire, and S, whose every change is one transaction */
byte mp[NA], md[NA], mc[NA];
bit fresh[NA], old[NA], tick;
byte acted[GRANTS];
byte sst[ND + 1], sapp, esent, sdseq, dird[ND2 + 1];
bit offl;
#if GOAL == 11
bit alone;	/* a pickup was written that nobody watched */
#endif

hidden byte i, x, y, n, who_was, wish;
/* y: a compartment found by where(); who_was, wish: release's own */

#define OPENING(c) (st[c] == OPENING_D || st[c] == OPENING_P || st[c] == OPENING_S)
#define OPENS(c) (st[c] == OPEN_D || st[c] == OPEN_P || st[c] == OPEN_S)
#define MOVING(c) (OPENING(c) || OPENS(c))
#define BYE(d) (ended[d] != 0)
#ifdef NO_SENSOR
#define SAYS_EMPTY(c) 0
#define SAYS_FULL(c) 0
#define READS_EMPTY(c) (!rdo[c])
#define CLOSED_UNSEEN(state) (x == state)	/* x: what it was before it was UNSURE */
#else
#define SAYS_EMPTY(c) (!rdc[c])
#define SAYS_FULL(c) (rdc[c])
#define READS_EMPTY(c) (!rdo[c] && !rdc[c])
#define CLOSED_UNSEEN(state) 0
#endif
#ifdef NO_INTERLOCK
#define LIGHT(c) (lamp[c])
#else
#define LIGHT(c) (lamp[c] && !door[c])	/* the door's switch is wired in series */
#endif
#define SYNCED(c) (up && rdo[c] == door[c] && rdc[c] == (meal[c] != 0))
#if NC > 1
#define BUSY (pend[0] || pend[1] || glow[0] || glow[1])
#define ALL_SYNCED (SYNCED(0) && SYNCED(1))
#define ANY_OPENING (OPENING(0) || OPENING(1))
#else
#define BUSY (pend[0] || glow[0])
#define ALL_SYNCED SYNCED(0)
#define ANY_OPENING OPENING(0)
#endif
#define READY (up && !BUSY)
