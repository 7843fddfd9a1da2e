/* Stands between a program and its disk: writes down every change below one folder, and can let the disk be full.
 *
 * Preloaded into a worker process. DISK_FOLDER is the folder that is watched, DISK_RECORD the file of the record:
 *
 *     kind u8 | file u64 | offset u64 | length u32 | second length u32 | bytes | bytes      (little endian)
 *
 * A file is known by its inode until another one is created under that number. Order in the record is order on the
 * disk: each call and its line are made under one lock. `disk_room(n)` lets files grow by n bytes more (what is
 * removed gives its bytes back), -1 lets them grow for ever.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FOUND = 1, CREATED, WRITTEN, CUT, SYNCED, RENAMED, REMOVED, FOLDER, LINKED };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX];
static size_t folder_length;
static int record = -1;
static long long room = -1, lowest = -1;
static long long refusals = 0;

__attribute__((constructor)) static void begin(void) {
    const char *given = getenv("DISK_FOLDER"), *file = getenv("DISK_RECORD");
    if (given == NULL || realpath(given, folder) == NULL) return;
    folder_length = strlen(folder);
    if (file != NULL) record = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

void disk_room(long long bytes) { room = lowest = bytes; }
long long disk_lowest(void) { return lowest; }
long long disk_left(void) { return room; }
long long disk_refusals(void) { return refusals; }

static void put(const void *data, size_t length) {
    const char *at = data;
    while (length > 0) {
        long done = syscall(SYS_write, record, at, length);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) _exit(99);
        at += done;
        length -= (size_t)done;
    }
}

static void note(uint8_t kind, uint64_t file, uint64_t offset, const void *one, size_t n, const void *two, size_t m) {
    if (record < 0) return;
    int kept = errno;
    uint32_t lengths[2] = {(uint32_t)n, (uint32_t)m};
    struct __attribute__((packed)) { uint8_t kind; uint64_t file, offset; uint32_t one, two; } head = {
        kind, file, offset, lengths[0], lengths[1]};
    put(&head, sizeof head);
    put(one, n);
    put(two, m);
    errno = kept;
}

static int inside(const char *path) {
    return folder_length && strncmp(path, folder, folder_length) == 0 &&
           (path[folder_length] == '/' || path[folder_length] == 0);
}

/* The absolute path of what an open descriptor points at, empty where it lies elsewhere. */
static int path_of(int handle, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    path[length > 0 ? length : 0] = 0;
    return length > 0 && inside(path);
}

/* The absolute path of a name as it was given; its folder has to exist. */
static int path_at(int at, const char *name, char *path) {
    char above[PATH_MAX], base[PATH_MAX];
    if (name[0] == '/' || at == AT_FDCWD) {
        if (snprintf(above, sizeof above, "%s", name) >= (int)sizeof above) return 0;
    } else {
        char from[PATH_MAX];
        if (!path_of(at, from)) return 0;
        if (snprintf(above, sizeof above, "%s/%s", from, name) >= (int)sizeof above) return 0;
    }
    size_t end = strlen(above);
    while (end > 1 && above[end - 1] == '/') above[--end] = 0;
    char *slash = strrchr(above, '/');
    snprintf(base, sizeof base, "%s", slash ? slash + 1 : above);
    if (slash) *slash = 0;
    char *whole = realpath(slash ? (above[0] ? above : "/") : ".", path);
    if (whole == NULL) return 0;
    size_t length = strlen(path);
    if (length + 1 + strlen(base) >= PATH_MAX) return 0;
    path[length] = '/';
    strcpy(path + length + 1, base);
    return inside(path);
}

static uint64_t file_of(int handle, long long *size) {
    struct stat found;
    if (fstat(handle, &found) != 0) return 0;
    if (size) *size = S_ISREG(found.st_mode) ? (long long)found.st_size : -1;
    return (uint64_t)found.st_ino;
}

static uint64_t file_at(const char *path) {
    struct stat found;
    return lstat(path, &found) == 0 ? (uint64_t)found.st_ino : 0;
}

/* How much of `count` bytes at `offset` there is room for: overwriting takes none. */
static size_t fits(int handle, off_t offset, size_t count) {
    long long size, grows;
    if (room < 0 || file_of(handle, &size) == 0 || size < 0) return count;
    grows = (long long)offset + (long long)count - size;
    if (grows <= 0) return count;
    if (grows <= room) { room -= grows; if (room < lowest) lowest = room; return count; }
    long long left = (long long)count - (grows - room);
    room = 0;
    refusals++;
    return left > 0 ? (size_t)left : 0;
}

/* What removing this name gives back to the disk. */
static long long held_at(const char *path) {
    struct stat found;
    return lstat(path, &found) == 0 && S_ISREG(found.st_mode) && found.st_nlink == 1 ? (long long)found.st_size : 0;
}

static void freed(long long bytes) {
    if (room >= 0) room += bytes;
}

static int opened(int handle, int existed, int flags) {
    char real_path[PATH_MAX];
    if (handle < 0) return handle;
    int kept = errno;
    if (path_of(handle, real_path)) {
        uint64_t file = file_of(handle, NULL);
        note(existed ? FOUND : CREATED, file, 0, real_path, strlen(real_path), NULL, 0);
        if (existed && (flags & O_TRUNC)) note(CUT, file, 0, NULL, 0, NULL, 0);
    }
    errno = kept;
    return handle;
}

static int open_noted(int at, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    if (!folder_length || !path_at(at, name, path)) return (int)syscall(SYS_openat, at, name, flags, mode);
    pthread_mutex_lock(&lock);
    int existed = !(flags & O_CREAT) || file_at(path) != 0;
    int handle = -1;
    if (!existed && room == 0) { refusals++; errno = ENOSPC; }
    else handle = opened((int)syscall(SYS_openat, at, name, flags, mode), existed, flags);
    pthread_mutex_unlock(&lock);
    return handle;
}

#define OPEN(name, ...) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }

int open(const char *path, int flags, ...) { OPEN(open) return open_noted(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { OPEN(open64) return open_noted(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int at, const char *path, int flags, ...) { OPEN(openat) return open_noted(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { OPEN(openat64) return open_noted(at, path, flags | O_LARGEFILE, mode); }

static ssize_t pwrite_noted(int handle, const void *data, size_t count, off_t offset) {
    char path[PATH_MAX];
    if (!folder_length || !path_of(handle, path)) return syscall(SYS_pwrite64, handle, data, count, offset);
    pthread_mutex_lock(&lock);
    size_t most = fits(handle, offset, count);
    ssize_t done = -1;
    if (most == 0 && count > 0) errno = ENOSPC;
    else done = syscall(SYS_pwrite64, handle, data, most, offset);
    if (done > 0) note(WRITTEN, file_of(handle, NULL), (uint64_t)offset, data, (size_t)done, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite(int handle, const void *data, size_t count, off_t offset) { return pwrite_noted(handle, data, count, offset); }
ssize_t pwrite64(int handle, const void *data, size_t count, off64_t offset) { return pwrite_noted(handle, data, count, offset); }

ssize_t write(int handle, const void *data, size_t count) {
    char path[PATH_MAX];
    if (!folder_length || !path_of(handle, path)) return syscall(SYS_write, handle, data, count);
    pthread_mutex_lock(&lock);
    long long size = 0;
    file_of(handle, &size);
    off_t offset = (fcntl(handle, F_GETFL) & O_APPEND) ? (off_t)size : lseek(handle, 0, SEEK_CUR);
    size_t most = fits(handle, offset, count);
    ssize_t done = -1;
    if (most == 0 && count > 0) errno = ENOSPC;
    else done = syscall(SYS_write, handle, data, most);
    if (done > 0) note(WRITTEN, file_of(handle, NULL), (uint64_t)offset, data, (size_t)done, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t writev(int handle, const struct iovec *parts, int count) {
    char path[PATH_MAX];
    if (!folder_length || !path_of(handle, path)) return syscall(SYS_writev, handle, parts, count);
    ssize_t whole = 0;
    for (int part = 0; part < count; part++) {
        ssize_t done = write(handle, parts[part].iov_base, parts[part].iov_len);
        if (done < 0) return whole ? whole : -1;
        whole += done;
        if ((size_t)done < parts[part].iov_len) break;
    }
    return whole;
}

/* The kernel copies between two files: what arrived is read back for the record. */
static void arrived(int handle, off_t offset, ssize_t done) {
    char link[64], block[65536];
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    int again = (int)syscall(SYS_openat, AT_FDCWD, link, O_RDONLY | O_CLOEXEC, 0);
    while (done > 0) {
        ssize_t got = syscall(SYS_pread64, again, block, done < (ssize_t)sizeof block ? done : (ssize_t)sizeof block, offset);
        if (got <= 0) _exit(98);
        note(WRITTEN, file_of(handle, NULL), (uint64_t)offset, block, (size_t)got, NULL, 0);
        offset += got;
        done -= got;
    }
    syscall(SYS_close, again);
}

ssize_t sendfile64(int to, int from, off64_t *offset, size_t count) {
    char path[PATH_MAX];
    if (!folder_length || !path_of(to, path)) return syscall(SYS_sendfile, to, from, offset, count);
    pthread_mutex_lock(&lock);
    off_t start = lseek(to, 0, SEEK_CUR);
    struct stat source;
    if (fstat(from, &source) == 0) {
        off_t at = offset ? *offset : lseek(from, 0, SEEK_CUR);
        if (source.st_size - at < (off_t)count) count = source.st_size > at ? (size_t)(source.st_size - at) : 0;
    }
    size_t most = fits(to, start, count);
    ssize_t done = -1;
    if (most == 0 && count > 0) errno = ENOSPC;
    else done = syscall(SYS_sendfile, to, from, offset, most);
    if (done > 0) arrived(to, start, done);
    pthread_mutex_unlock(&lock);
    return done;
}
ssize_t sendfile(int to, int from, off_t *offset, size_t count) { return sendfile64(to, from, offset, count); }

ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t count, unsigned flags) {
    (void)from, (void)from_at, (void)to, (void)to_at, (void)count, (void)flags;
    errno = EXDEV; /* callers then copy by reading and writing */
    return -1;
}

static int sync_noted(int handle, int call) {
    char path[PATH_MAX];
    if (!folder_length || !path_of(handle, path)) return (int)syscall(call, handle);
    pthread_mutex_lock(&lock);
    note(SYNCED, file_of(handle, NULL), 0, path, strlen(path), NULL, 0); /* the real one is not needed: the disk is played */
    pthread_mutex_unlock(&lock);
    return 0;
}
int fsync(int handle) { return sync_noted(handle, SYS_fsync); }
int fdatasync(int handle) { return sync_noted(handle, SYS_fdatasync); }

static int cut_noted(int handle, off_t length) {
    char path[PATH_MAX];
    if (!folder_length || !path_of(handle, path)) return (int)syscall(SYS_ftruncate, handle, length);
    pthread_mutex_lock(&lock);
    long long before = 0;
    file_of(handle, &before);
    int failed = (int)syscall(SYS_ftruncate, handle, length);
    if (!failed && before > (long long)length) freed(before - (long long)length);
    if (!failed) note(CUT, file_of(handle, NULL), (uint64_t)length, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return failed;
}
int ftruncate(int handle, off_t length) { return cut_noted(handle, length); }
int ftruncate64(int handle, off64_t length) { return cut_noted(handle, length); }

static int reserve_noted(int handle, off_t offset, off_t length) {
    char path[PATH_MAX];
    if (!folder_length || !path_of(handle, path)) return syscall(SYS_fallocate, handle, 0, offset, length) ? errno : 0;
    pthread_mutex_lock(&lock);
    int failed = fits(handle, offset, (size_t)length) < (size_t)length ? ENOSPC : 0;
    if (!failed && syscall(SYS_fallocate, handle, 0, offset, length)) failed = errno;
    long long size = 0;
    uint64_t file = file_of(handle, &size);
    if (!failed && size <= (long long)(offset + length)) note(CUT, file, (uint64_t)(offset + length), NULL, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return failed;
}
int posix_fallocate(int handle, off_t offset, off_t length) { return reserve_noted(handle, offset, length); }
int posix_fallocate64(int handle, off64_t offset, off64_t length) { return reserve_noted(handle, offset, length); }

static int rename_noted(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
    char one[PATH_MAX], two[PATH_MAX];
    int known = folder_length && path_at(from_at, from, one) && path_at(to_at, to, two);
    if (!known) return (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
    pthread_mutex_lock(&lock);
    long long replaced = held_at(two);
    int failed = (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
    if (!failed) freed(replaced);
    if (!failed) note(RENAMED, 0, 0, one, strlen(one), two, strlen(two));
    pthread_mutex_unlock(&lock);
    return failed;
}
int rename(const char *from, const char *to) { return rename_noted(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int from_at, const char *from, int to_at, const char *to) { return rename_noted(from_at, from, to_at, to, 0); }
int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
    return rename_noted(from_at, from, to_at, to, flags);
}

static int remove_noted(int at, const char *name, int flags) {
    char path[PATH_MAX];
    if (!folder_length || !path_at(at, name, path)) return (int)syscall(SYS_unlinkat, at, name, flags);
    pthread_mutex_lock(&lock);
    long long gone = held_at(path);
    int failed = (int)syscall(SYS_unlinkat, at, name, flags);
    if (!failed) freed(gone);
    if (!failed) note(REMOVED, 0, 0, path, strlen(path), NULL, 0);
    pthread_mutex_unlock(&lock);
    return failed;
}
int unlink(const char *name) { return remove_noted(AT_FDCWD, name, 0); }
int unlinkat(int at, const char *name, int flags) { return remove_noted(at, name, flags); }
int rmdir(const char *name) { return remove_noted(AT_FDCWD, name, AT_REMOVEDIR); }

static int folder_noted(int at, const char *name, mode_t mode) {
    char path[PATH_MAX];
    if (!folder_length || !path_at(at, name, path)) return (int)syscall(SYS_mkdirat, at, name, mode);
    pthread_mutex_lock(&lock);
    int failed = (int)syscall(SYS_mkdirat, at, name, mode);
    if (!failed) note(FOLDER, file_at(path), 0, path, strlen(path), NULL, 0);
    pthread_mutex_unlock(&lock);
    return failed;
}
int mkdir(const char *name, mode_t mode) { return folder_noted(AT_FDCWD, name, mode); }
int mkdirat(int at, const char *name, mode_t mode) { return folder_noted(at, name, mode); }

static int link_noted(int from_at, const char *from, int to_at, const char *to, int flags) {
    char one[PATH_MAX], two[PATH_MAX];
    int known = folder_length && path_at(from_at, from, one) && path_at(to_at, to, two);
    if (!known) return (int)syscall(SYS_linkat, from_at, from, to_at, to, flags);
    pthread_mutex_lock(&lock);
    int failed = (int)syscall(SYS_linkat, from_at, from, to_at, to, flags);
    if (!failed) note(LINKED, 0, 0, one, strlen(one), two, strlen(two));
    pthread_mutex_unlock(&lock);
    return failed;
}
int link(const char *from, const char *to) { return link_noted(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int from_at, const char *from, int to_at, const char *to, int flags) {
    return link_noted(from_at, from, to_at, to, flags);
}
