// The least that loading YAML can take: libyaml's events of the files named on standard input, one
// path a line, thrown away, shared out among THREADS.
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

static char **paths;
static size_t total;
static atomic_size_t next;

static void parse(const char *path) {
    static _Thread_local unsigned char buffer[8 << 20];
    FILE *file = fopen(path, "rb");
    if (file == NULL) abort();
    size_t count = fread(buffer, 1, sizeof buffer, file);
    fclose(file);
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) abort();
    yaml_parser_set_input_string(&parser, buffer, count);
    for (int done = 0; !done;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) abort();
        done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

static void *work(void *argument) {
    (void)argument;
    for (size_t index; (index = atomic_fetch_add(&next, 1)) < total;) parse(paths[index]);
    return NULL;
}

int main(int argc, char **argv) {
    size_t threads = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
    if (threads < 1 || threads > 256) return 2;
    static char line[4096];
    size_t room = 0;
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = 0;
        if (total == room) {
            room = room == 0 ? 1024 : 2 * room;
            paths = realloc(paths, room * sizeof *paths);
            if (paths == NULL) abort();
        }
        paths[total++] = strdup(line);
    }
    pthread_t handles[256];
    for (size_t index = 0; index < threads; index++) {
        if (pthread_create(&handles[index], NULL, work, NULL) != 0) return 1;
    }
    for (size_t index = 0; index < threads; index++) pthread_join(handles[index], NULL);
    return 0;
}
