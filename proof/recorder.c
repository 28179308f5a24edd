/* Records what a process asks of the disk beneath one path, and can make that disk full or dead.
 *
 * Loaded before libc (LD_PRELOAD), so that the very SQLite, Python and Linli that serve people are
 * recorded, and not a likeness of them. LINLI_RECORD names the path that all recorded files begin
 * with, LINLI_RECORD_TO the log. Shared memory (-shm) is left out: it does not outlast power.
 *
 * A record: kind, length of the path, offset, length of the data (four 64-bit numbers of this
 * machine), the path, the data. Kinds: o made, w written, t cut to the offset, s synced, u removed,
 * d folder synced, m a mark (its number is the offset).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST 4096

static char *names[MOST];
static char is_folder[MOST];
static int out = -1;
static long room = -1; /* writes that still succeed; negative: any number */
static int refusal = ENOSPC;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, #name)

static void record(char kind, const char *path, uint64_t offset, const void *data, uint64_t length)
{
    REAL(ssize_t, write, int, const void *, size_t);
    if (out < 0)
        return;
    uint64_t head[4] = {(uint64_t)kind, strlen(path), offset, length};
    pthread_mutex_lock(&one_at_a_time);
    if (real(out, head, sizeof head) < 0 || real(out, path, head[1]) < 0 ||
        (length && real(out, data, length) < 0))
        abort();
    pthread_mutex_unlock(&one_at_a_time);
}

static int is_ours(const char *path)
{
    const char *under = getenv("LINLI_RECORD");
    size_t length = strlen(path);
    if (!under || strncmp(path, under, strlen(under)))
        return 0;
    return length < 4 || strcmp(path + length - 4, "-shm");
}

static int is_our_folder(const char *path)
{
    const char *under = getenv("LINLI_RECORD"), *last = under ? strrchr(under, '/') : NULL;
    return last && strlen(path) == (size_t)(last - under) && !strncmp(path, under, last - under);
}

static int fails(void)
{
    if (room < 0)
        return 0;
    if (room > 0) {
        room--;
        return 0;
    }
    errno = refusal;
    return 1;
}

/* For the recorded program: writes after this many more fail with this error; -1: none does. */
void linli_room(long writes, int error)
{
    room = writes;
    refusal = error;
}

void linli_mark(uint64_t number)
{
    record('m', "", number, NULL, 0);
}

static int opened(int file, const char *path, int is_new)
{
    if (file < 0 || file >= MOST)
        return file;
    free(names[file]);
    names[file] = NULL;
    is_folder[file] = is_our_folder(path);
    if (is_ours(path) || is_folder[file])
        names[file] = strdup(path);
    if (is_new && is_ours(path))
        record('o', path, 0, NULL, 0);
    return file;
}

static int open_with(int (*real)(const char *, int, ...), const char *path, int flags, int mode)
{
    int is_new = (flags & O_CREAT) && is_ours(path) && access(path, F_OK) != 0;
    if ((is_new || ((flags & O_ACCMODE) != O_RDONLY && refusal == EROFS)) && is_ours(path) && fails())
        return -1;
    return opened(real(path, flags, mode), path, is_new);
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) \
    { \
        REAL(int, name, const char *, int, ...); \
        va_list more; \
        va_start(more, flags); \
        int mode = (flags & O_CREAT) ? va_arg(more, int) : 0; \
        va_end(more); \
        if (out < 0 && getenv("LINLI_RECORD_TO")) \
            out = real(getenv("LINLI_RECORD_TO"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600); \
        return open_with(real, path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define PWRITE(name, place) \
    ssize_t name(int file, const void *data, size_t length, place offset) \
    { \
        REAL(ssize_t, name, int, const void *, size_t, place); \
        if (file < 0 || file >= MOST || !names[file]) \
            return real(file, data, length, offset); \
        if (fails()) \
            return -1; \
        ssize_t done = real(file, data, length, offset); \
        if (done > 0) \
            record('w', names[file], (uint64_t)offset, data, (uint64_t)done); \
        return done; \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, place) \
    int name(int file, place size) \
    { \
        REAL(int, name, int, place); \
        int ours = file >= 0 && file < MOST && names[file]; \
        if (ours && fails()) \
            return -1; \
        int done = real(file, size); \
        if (ours && !done) \
            record('t', names[file], (uint64_t)size, NULL, 0); \
        return done; \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name) \
    int name(int file) \
    { \
        REAL(int, name, int); \
        int done = real(file); \
        if (!done && file >= 0 && file < MOST && names[file]) \
            record(is_folder[file] ? 'd' : 's', names[file], 0, NULL, 0); \
        return done; \
    }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path)
{
    REAL(int, unlink, const char *);
    int done = real(path);
    if (!done && is_ours(path))
        record('u', path, 0, NULL, 0);
    return done;
}

int close(int file)
{
    REAL(int, close, int);
    if (file >= 0 && file < MOST && names[file]) {
        free(names[file]);
        names[file] = NULL;
        is_folder[file] = 0;
    }
    return real(file);
}
