// The least that many requests to an API server can take: bodies that were made beforehand, as many at a time as told, answers
// thrown away.
//
//     requests BASE CA CERTIFICATE KEY send FILE HTTP CONNECTIONS STREAMS
//     requests BASE CA CERTIFICATE KEY list LIMIT (PATH ACCEPT)...
//
// FILE has, for each request, a line "METHOD PATH TYPE LENGTH" and so many bytes of body with a line end. HTTP is 1 or 2.
// `list` reads lists page by page, all lists at the same time.
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct request {
    char method[16], path[1024], type[64];
    size_t length;
    const char *body;
};

struct slot {
    CURL *handle;
    struct curl_slist *headers;
    char *answer;
    size_t count, room;
    const char *path;
};

static const char *base;
static char **security;
static long failures;

static void check(int isFine, const char *what) {
    if (isFine) return;
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static size_t keep(char *bytes, size_t size, size_t count, void *argument) {
    struct slot *slot = argument;
    count *= size;
    if (slot->count + count > slot->room) {
        slot->room = 2 * (slot->count + count);
        slot->answer = realloc(slot->answer, slot->room);
        check(slot->answer != NULL, "out of memory");
    }
    memcpy(slot->answer + slot->count, bytes, count);
    slot->count += count;
    return count;
}

static void prepare(struct slot *slot, long version) {
    slot->handle = curl_easy_init();
    check(slot->handle != NULL, "libcurl does not start");
    curl_easy_setopt(slot->handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(slot->handle, CURLOPT_PROXY, "");
    curl_easy_setopt(slot->handle, CURLOPT_CAINFO, security[0]);
    curl_easy_setopt(slot->handle, CURLOPT_SSLCERT, security[1]);
    curl_easy_setopt(slot->handle, CURLOPT_SSLKEY, security[2]);
    curl_easy_setopt(slot->handle, CURLOPT_HTTP_VERSION, version);
    curl_easy_setopt(slot->handle, CURLOPT_PIPEWAIT, version == CURL_HTTP_VERSION_2TLS ? 1L : 0L);
    curl_easy_setopt(slot->handle, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(slot->handle, CURLOPT_WRITEDATA, slot);
    curl_easy_setopt(slot->handle, CURLOPT_PRIVATE, slot);
}

static void address(struct slot *slot, const char *path) {
    static char url[8192];
    check(snprintf(url, sizeof url, "%s%s", base, path) < (int)sizeof url, "too long a path");
    curl_easy_setopt(slot->handle, CURLOPT_URL, url);
    slot->path = path;
    slot->count = 0;
}

/// Waits until a transfer has ended; nothing if none is left.
static struct slot *ended(CURLM *multi) {
    for (;;) {
        int left, running;
        CURLMsg *message;
        while ((message = curl_multi_info_read(multi, &left)) != NULL) {
            if (message->msg != CURLMSG_DONE) continue;
            struct slot *slot;
            long status = 0;
            CURLcode result = message->data.result;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&slot);
            curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
            if ((result != CURLE_OK || status / 100 != 2) && failures++ == 0) {
                fprintf(stderr, "%s: %s, status %ld: %.*s\n", slot->path, curl_easy_strerror(result), status,
                        (int)(slot->count < 300 ? slot->count : 300), slot->answer);
            }
            curl_multi_remove_handle(multi, slot->handle);
            return slot;
        }
        curl_multi_perform(multi, &running);
        if (running > 0) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
}

// MARK: Sending

static struct request *parse(const char *name, size_t *total) {
    FILE *file = fopen(name, "rb");
    check(file != NULL, name);
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(size + 1);
    check(bytes != NULL && fread(bytes, 1, size, file) == size, name);
    fclose(file);
    bytes[size] = 0;
    struct request *requests = NULL;
    size_t room = 0;
    *total = 0;
    for (char *next = bytes; next < bytes + size;) {
        if (*total == room) requests = realloc(requests, (room = room * 2 + 1024) * sizeof *requests);
        check(requests != NULL, "out of memory");
        struct request *request = &requests[(*total)++];
        check(sscanf(next, "%15s %1023s %63s %zu", request->method, request->path, request->type, &request->length) == 4, name);
        request->body = strchr(next, '\n') + 1;
        next = (char *)request->body + request->length + 1;
    }
    return requests;
}

static void start(CURLM *multi, struct slot *slot, const struct request *request) {
    char header[96];
    curl_slist_free_all(slot->headers);
    snprintf(header, sizeof header, "Content-Type: %s", request->type);
    slot->headers = curl_slist_append(curl_slist_append(NULL, header), "Expect:");
    address(slot, request->path);
    curl_easy_setopt(slot->handle, CURLOPT_HTTPHEADER, slot->headers);
    curl_easy_setopt(slot->handle, CURLOPT_POSTFIELDS, request->body);
    curl_easy_setopt(slot->handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->length);
    curl_easy_setopt(slot->handle, CURLOPT_CUSTOMREQUEST, request->method);
    curl_multi_add_handle(multi, slot->handle);
}

static void send_all(char **argv) {
    size_t total, next = 0;
    struct request *requests = parse(argv[0], &total);
    long connections = atol(argv[2]), streams = atol(argv[3]);
    CURLM *multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, connections);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, connections);
    curl_multi_setopt(multi, CURLMOPT_MAX_CONCURRENT_STREAMS, streams);
    size_t running = (size_t)(connections * streams) < total ? (size_t)(connections * streams) : total;
    struct slot *slots = calloc(running + 1, sizeof *slots);
    for (size_t index = 0; index < running; index++) {
        prepare(&slots[index], atoi(argv[1]) == 2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1);
        start(multi, &slots[index], &requests[next++]);
    }
    while (running > 0) {
        struct slot *slot = ended(multi);
        if (next < total) start(multi, slot, &requests[next++]);
        else running--;
    }
}

// MARK: Listing

static void list_all(int count, char **argv) {
    CURLM *multi = curl_multi_init();
    int running = count / 2;
    struct slot *slots = calloc((size_t)running + 1, sizeof *slots);
    for (int index = 0; index < running; index++) {
        char path[1100], header[160];
        struct slot *slot = &slots[index];
        prepare(slot, CURL_HTTP_VERSION_2TLS);
        snprintf(header, sizeof header, "Accept: %s", argv[2 + 2 * index]);
        slot->headers = curl_slist_append(NULL, header);
        curl_easy_setopt(slot->handle, CURLOPT_HTTPHEADER, slot->headers);
        char *first = argv[1 + 2 * index];
        snprintf(path, sizeof path, "%s%climit=%s", first, strchr(first, '?') ? '&' : '?', argv[0]);
        address(slot, path);
        slot->path = first;
        curl_multi_add_handle(multi, slot->handle);
    }
    while (running > 0) {
        static const char mark[] = "\"continue\":\"";
        struct slot *slot = ended(multi);
        char *found = NULL, path[8000];
        keep("", 1, 1, slot);
        for (char *next = slot->answer; (next = strstr(next, mark)) != NULL; next++) found = next + sizeof mark - 1;
        if (found == NULL || *found == '"') {
            running--;
            continue;
        }
        snprintf(path, sizeof path, "%s%climit=%s&continue=%.*s", slot->path, strchr(slot->path, '?') ? '&' : '?', argv[0],
                 (int)strcspn(found, "\""), found);
        const char *first = slot->path;
        address(slot, path);
        slot->path = first;
        curl_multi_add_handle(multi, slot->handle);
    }
}

int main(int argc, char **argv) {
    check(argc > 6, "usage: requests BASE CA CERTIFICATE KEY send|list …");
    curl_global_init(CURL_GLOBAL_ALL);
    base = argv[1];
    security = argv + 2;
    if (strcmp(argv[5], "list") == 0) list_all(argc - 7, argv + 6);
    else if (argc == 10) send_all(argv + 6);
    else check(0, "send FILE HTTP CONNECTIONS STREAMS");
    if (failures > 0) fprintf(stderr, "%ld requests failed\n", failures);
    return failures > 0;
}
