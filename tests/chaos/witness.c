/* Preloaded into a command, notes every change that it makes to files below a folder, in order (see disk.py).
 *
 *   WITNESS_ROOT   the folder, absolute and without links
 *   WITNESS_TRACE  the file that the notes are added to
 *   WITNESS_PLAIN  set: names cannot be exchanged (EINVAL), as on many a file system
 *   WITNESS_ROOM   bytes that may be written below the folder; then ENOSPC, as of a full disk; without it: no bound
 *
 * A note is a line of fields between tabs, and for W the bytes that were written:
 *
 *   C inode path         a file that was made            W inode offset length     bytes that follow
 *   D inode path         a folder                        T inode length            cut or lengthened
 *   S inode path target  a symbolic link                 F inode [inode/name ...]  fsync or fdatasync, of a folder with what is in it
 *   L inode path         a further name                  M inode                   mapped to be written: not seen here
 *   U path               a name that was removed         R from to                 X from to: exchanged
 *
 * One change at a time is made and noted, so the order is that of the changes. What asks the kernel past the C library is
 * not seen: of all that Casus works with, that is one rename (Rust's crate tempfile, in tantivy), which the next fsync of
 * its folder tells.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static size_t root_length;
static int trace = -1;
static long long room = -1;

static void hold(void) { pthread_mutex_lock(&lock); }
static void release(void) { pthread_mutex_unlock(&lock); }

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("WITNESS_ROOT"), *notes = getenv("WITNESS_TRACE"), *bytes = getenv("WITNESS_ROOM");
    if (!folder || strlen(folder) >= sizeof root) return;
    strcpy(root, folder);
    root_length = strlen(root);
    if (bytes) room = atoll(bytes);
    if (notes) {
        int opened = syscall(SYS_openat, AT_FDCWD, notes, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        trace = fcntl(opened, F_DUPFD_CLOEXEC, 700);  /* out of the way of programs that count their descriptors */
        if (trace < 0) trace = opened; else syscall(SYS_close, opened);
    }
    pthread_atfork(hold, release, release);
}

static int is_below(const char *path) {
    return root_length && !strncmp(path, root, root_length) && (path[root_length] == '/' || !path[root_length]);
}

/* The path that a descriptor leads to; 0 when it is not below the folder. */
static int path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_below(path);
}

/* A name as an absolute path, its folders without links; 0 when it is not below the folder. */
static int absolute(int folder, const char *name, char *path) {
    char joined[PATH_MAX * 2], parent[PATH_MAX * 2], *last;
    int saved = errno;
    if (name[0] == '/') {
        snprintf(joined, sizeof joined, "%s", name);
    } else {
        char base[PATH_MAX];
        if (folder == AT_FDCWD) {
            if (!getcwd(base, sizeof base)) return 0;
        } else if (!path_of(folder, base)) {
            errno = saved;
            return 0;
        }
        snprintf(joined, sizeof joined, "%s/%s", base, name);
    }
    size_t length = strlen(joined);
    while (length > 1 && joined[length - 1] == '/') joined[--length] = 0;
    strcpy(parent, joined);
    last = strrchr(parent, '/');
    if (!last) return 0;
    *last++ = 0;
    char resolved[PATH_MAX];
    if (!realpath(*parent ? parent : "/", resolved)) { errno = saved; return 0; }
    errno = saved;
    return snprintf(path, PATH_MAX, "%s/%s", resolved, last) < PATH_MAX && is_below(path);
}

static void note(const void *bytes, size_t length, const char *format, ...) {
    if (trace < 0) return;
    char *line;
    int saved = errno;
    va_list arguments;
    va_start(arguments, format);
    int told = vasprintf(&line, format, arguments);
    va_end(arguments);
    if (told < 0) abort();
    struct iovec parts[2] = {{line, told}, {(void *)bytes, length}};
    if (syscall(SYS_writev, trace, parts, 2) != (long)(told + length)) abort();  /* half a trace proves nothing */
    free(line);
    errno = saved;
}

static unsigned long inode_of(int fd) {
    struct stat about;
    return fstat(fd, &about) ? 0 : about.st_ino;
}

static unsigned long inode_at(const char *path) {
    struct stat about;
    return lstat(path, &about) ? 0 : about.st_ino;
}

/* How many of the bytes there is room for; none: -1 and errno. */
static ssize_t fits(size_t length) {
    if (room < 0) return length;
    if (!room && length) { errno = ENOSPC; return -1; }
    if ((long long)length > room) length = room;
    room -= length;
    return length;
}

/* Files */

static int opened(int flags, int fd, int was_there) {
    char path[PATH_MAX];
    if (fd < 0 || (flags & O_TMPFILE) == O_TMPFILE || !(flags & (O_CREAT | O_TRUNC))) return fd;
    if (!path_of(fd, path)) return fd;
    if (!was_there) note(NULL, 0, "C\t%lu\t%s\n", inode_of(fd), path);
    else if (flags & O_TRUNC) note(NULL, 0, "T\t%lu\t0\n", inode_of(fd));
    return fd;
}

static int do_open(int folder, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    if (!(flags & (O_CREAT | O_TRUNC)) || !absolute(folder, name, path))
        return syscall(SYS_openat, folder, name, flags, mode);
    hold();
    struct stat about;
    int was_there = !stat(path, &about);
    int fd = opened(flags, syscall(SYS_openat, folder, name, flags, mode), was_there);
    release();
    return fd;
}

#define MODE(last) mode_t mode = 0; \
    if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) { va_list a; va_start(a, last); mode = va_arg(a, mode_t); va_end(a); }
int open(const char *name, int flags, ...) { MODE(flags) return do_open(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE(flags) return do_open(AT_FDCWD, name, flags | O_LARGEFILE, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE(flags) return do_open(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE(flags) return do_open(folder, name, flags, mode); }
int creat(const char *name, mode_t mode) { return do_open(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *name, mode_t mode) { return creat(name, mode); }

static int is_ours(int fd) {
    char path[PATH_MAX];
    int saved = errno, found = (trace >= 0 || room >= 0) && path_of(fd, path);
    errno = saved;
    return found;
}

static ssize_t do_write(int fd, const void *bytes, size_t length, off_t at, int is_placed) {
    if (!is_ours(fd))
        return is_placed ? syscall(SYS_pwrite64, fd, bytes, length, at) : syscall(SYS_write, fd, bytes, length);
    hold();
    ssize_t most = fits(length), written = -1;
    if (most >= 0) {
        written = is_placed ? syscall(SYS_pwrite64, fd, bytes, most, at) : syscall(SYS_write, fd, bytes, most);
        if (written >= 0) {
            off_t offset = is_placed ? at : lseek(fd, 0, SEEK_CUR) - written;
            note(bytes, written, "W\t%lu\t%lld\t%zd\n", inode_of(fd), (long long)offset, written);
        }
    }
    release();
    return written;
}

ssize_t write(int fd, const void *bytes, size_t length) { return do_write(fd, bytes, length, 0, 0); }
ssize_t pwrite(int fd, const void *b, size_t length, off_t at) { return do_write(fd, b, length, at, 1); }
ssize_t pwrite64(int fd, const void *b, size_t length, off_t at) { return do_write(fd, b, length, at, 1); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!is_ours(fd)) return syscall(SYS_writev, fd, parts, count);
    ssize_t sum = 0;
    for (int number = 0; number < count; number++) {
        ssize_t written = do_write(fd, parts[number].iov_base, parts[number].iov_len, 0, 0);
        if (written < 0) return sum ? sum : -1;
        sum += written;
        if ((size_t)written < parts[number].iov_len) break;
    }
    return sum;
}

/* Copies within the kernel are refused, so that whoever copies writes: all of them can (EINVAL, EXDEV). */
ssize_t copy_file_range(int in, off_t *from, int out, off_t *to, size_t length, unsigned flags) {
    if (is_ours(out)) { errno = EXDEV; return -1; }
    return syscall(SYS_copy_file_range, in, from, out, to, length, flags);
}
ssize_t sendfile(int out, int in, off_t *from, size_t length) {
    if (is_ours(out)) { errno = EINVAL; return -1; }
    return syscall(SYS_sendfile, out, in, from, length);
}
ssize_t sendfile64(int out, int in, off_t *from, size_t length) { return sendfile(out, in, from, length); }

int ftruncate(int fd, off_t length) {
    if (!is_ours(fd)) return syscall(SYS_ftruncate, fd, length);
    hold();
    int result = syscall(SYS_ftruncate, fd, length);
    if (!result) note(NULL, 0, "T\t%lu\t%lld\n", inode_of(fd), (long long)length);
    release();
    return result;
}
int ftruncate64(int fd, off_t length) { return ftruncate(fd, length); }

/* Room that is taken before it is needed is not part of what a file says. */
int fallocate(int fd, int mode, off_t at, off_t length) {
    if (!is_ours(fd)) return syscall(SYS_fallocate, fd, mode, at, length);
    errno = EOPNOTSUPP;
    return -1;
}
int fallocate64(int fd, int mode, off_t at, off_t length) { return fallocate(fd, mode, at, length); }
int posix_fallocate(int fd, off_t at, off_t length) {
    if (is_ours(fd)) return EOPNOTSUPP;
    return syscall(SYS_fallocate, fd, 0, at, length) ? errno : 0;
}
int posix_fallocate64(int fd, off_t at, off_t length) { return posix_fallocate(fd, at, length); }

/* What stands in the folder, as fields of a note; NULL when it is none. To be freed. */
static char *names_in(int fd) {
    char path[PATH_MAX], *names = NULL;
    DIR *folder = path_of(fd, path) ? opendir(path) : NULL;
    size_t length = 0;
    FILE *list = folder ? open_memstream(&names, &length) : NULL;
    for (struct dirent *entry; list && (entry = readdir(folder));)
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
            fprintf(list, "\t%lu/%s", (unsigned long)entry->d_ino, entry->d_name);
    if (list) fclose(list);
    if (folder) closedir(folder);
    return names;
}

static int do_sync(int fd, long number) {
    if (!is_ours(fd)) return syscall(number, fd);
    hold();
    int result = syscall(number, fd);
    if (!result) {
        char *names = names_in(fd);
        note(NULL, 0, "F\t%lu%s\n", inode_of(fd), names ? names : "");
        free(names);
    }
    release();
    return result;
}
int fsync(int fd) { return do_sync(fd, SYS_fsync); }
int fdatasync(int fd) { return do_sync(fd, SYS_fdatasync); }

void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
    if (fd >= 0 && (protection & PROT_WRITE) && (flags & MAP_SHARED) && is_ours(fd))
        note(NULL, 0, "M\t%lu\n", inode_of(fd));
    return (void *)syscall(SYS_mmap, at, length, protection, flags, fd, offset);
}
void *mmap64(void *at, size_t length, int p, int flags, int fd, off_t o) { return mmap(at, length, p, flags, fd, o); }

/* Names */

static int do_rename(int from, const char *old, int to, const char *new, unsigned flags) {
    char before[PATH_MAX], after[PATH_MAX];
    int one = absolute(from, old, before), other = absolute(to, new, after);
    if (!one && !other) return syscall(SYS_renameat2, from, old, to, new, flags);
    if (!one || !other) { errno = EXDEV; return -1; }  /* all that is renamed stays below the folder */
    if (flags && getenv("WITNESS_PLAIN")) { errno = EINVAL; return -1; }
    hold();
    int result = syscall(SYS_renameat2, from, old, to, new, flags);
    if (!result) note(NULL, 0, "%c\t%s\t%s\n", flags & 2 ? 'X' : 'R', before, after);
    release();
    return result;
}
int rename(const char *old, const char *new) { return do_rename(AT_FDCWD, old, AT_FDCWD, new, 0); }
int renameat(int from, const char *old, int to, const char *new) { return do_rename(from, old, to, new, 0); }
int renameat2(int from, const char *old, int to, const char *new, unsigned f) { return do_rename(from, old, to, new, f); }

#define NAMED(folder, name, call, kind) \
    char path[PATH_MAX]; \
    if (!absolute(folder, name, path)) return call; \
    hold(); \
    int result = call; \
    if (!result) { kind; } \
    release(); \
    return result;
#define GONE note(NULL, 0, "U\t%s\n", path)
int unlink(const char *name) { NAMED(AT_FDCWD, name, syscall(SYS_unlink, name), GONE) }
int unlinkat(int folder, const char *name, int flags) {
    NAMED(folder, name, syscall(SYS_unlinkat, folder, name, flags), GONE)
}
int rmdir(const char *name) { NAMED(AT_FDCWD, name, syscall(SYS_rmdir, name), GONE) }
int remove(const char *name) {
    struct stat about;
    if (lstat(name, &about)) return -1;
    return S_ISDIR(about.st_mode) ? rmdir(name) : unlink(name);
}
int mkdir(const char *name, mode_t mode) {
    NAMED(AT_FDCWD, name, syscall(SYS_mkdir, name, mode), note(NULL, 0, "D\t%lu\t%s\n", inode_at(path), path))
}
int mkdirat(int folder, const char *name, mode_t mode) {
    NAMED(folder, name, syscall(SYS_mkdirat, folder, name, mode),
          note(NULL, 0, "D\t%lu\t%s\n", inode_at(path), path))
}
int symlink(const char *target, const char *name) {
    NAMED(AT_FDCWD, name, syscall(SYS_symlink, target, name),
          note(NULL, 0, "S\t%lu\t%s\t%s\n", inode_at(path), path, target))
}
int symlinkat(const char *target, int folder, const char *name) {
    NAMED(folder, name, syscall(SYS_symlinkat, target, folder, name),
          note(NULL, 0, "S\t%lu\t%s\t%s\n", inode_at(path), path, target))
}
int link(const char *old, const char *name) {
    NAMED(AT_FDCWD, name, syscall(SYS_link, old, name), note(NULL, 0, "L\t%lu\t%s\n", inode_at(path), path))
}
int linkat(int from, const char *old, int folder, const char *name, int flags) {
    NAMED(folder, name, syscall(SYS_linkat, from, old, folder, name, flags),
          note(NULL, 0, "L\t%lu\t%s\n", inode_at(path), path))
}
