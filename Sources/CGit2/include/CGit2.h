#pragma once
#include <git2.h>
#include <git2/sys/stream.h>
#include <git2/sys/transport.h>

// The functions of libgit2 that are used, without `git_`.
#define FLEETSEAL_GIT2_FUNCTIONS(X)                                                                \
    X(libgit2_init)                                                                                \
    X(error_last)                                                                                  \
    X(repository_open_ext)                                                                         \
    X(repository_free)                                                                             \
    X(repository_odb)                                                                              \
    X(repository_index)                                                                            \
    X(repository_head_unborn)                                                                      \
    X(repository_commondir)                                                                        \
    X(reference_list)                                                                              \
    X(strarray_dispose)                                                                            \
    X(revparse_single)                                                                             \
    X(object_lookup)                                                                               \
    X(object_peel)                                                                                 \
    X(object_id)                                                                                   \
    X(object_free)                                                                                 \
    X(commit_lookup)                                                                               \
    X(commit_free)                                                                                 \
    X(commit_tree_id)                                                                              \
    X(commit_parentcount)                                                                          \
    X(commit_parent_id)                                                                            \
    X(commit_author)                                                                               \
    X(commit_time)                                                                                 \
    X(commit_summary)                                                                              \
    X(commit_raw_header)                                                                           \
    X(tree_lookup)                                                                                 \
    X(tree_free)                                                                                   \
    X(tree_entrycount)                                                                             \
    X(tree_entry_byindex)                                                                          \
    X(tree_entry_name)                                                                             \
    X(tree_entry_id)                                                                               \
    X(tree_entry_filemode)                                                                         \
    X(odb_free)                                                                                    \
    X(odb_write)                                                                                   \
    X(odb_read)                                                                                    \
    X(odb_object_data)                                                                             \
    X(odb_object_size)                                                                             \
    X(odb_object_free)                                                                             \
    X(index_open)                                                                                  \
    X(index_free)                                                                                  \
    X(index_read)                                                                                  \
    X(index_entrycount)                                                                            \
    X(index_get_byindex)                                                                           \
    X(merge_base)                                                                                  \
    X(revwalk_new)                                                                                 \
    X(revwalk_free)                                                                                \
    X(revwalk_sorting)                                                                             \
    X(revwalk_push)                                                                                \
    X(revwalk_push_glob)                                                                           \
    X(revwalk_push_head)                                                                           \
    X(revwalk_next)                                                                                \
    X(diff_options_init)                                                                           \
    X(diff_tree_to_workdir_with_index)                                                             \
    X(diff_num_deltas)                                                                             \
    X(diff_get_delta)                                                                              \
    X(diff_free)                                                                                   \
    X(libgit2_opts)                                                                                \
    X(error_set_str)                                                                               \
    X(repository_init)                                                                             \
    X(repository_open_bare)                                                                        \
    X(reference_create)                                                                            \
    X(reference_free)                                                                              \
    X(reference_name_to_id)                                                                        \
    X(reference_remove)                                                                            \
    X(graph_descendant_of)                                                                         \
    X(odb_exists)                                                                                  \
    X(odb_refresh)                                                                                 \
    X(remote_create_with_opts)                                                                     \
    X(remote_create_options_init)                                                                  \
    X(remote_connect_ext)                                                                          \
    X(remote_connect_options_init)                                                                 \
    X(remote_ls)                                                                                   \
    X(remote_download)                                                                             \
    X(remote_upload)                                                                               \
    X(remote_disconnect)                                                                           \
    X(remote_free)                                                                                 \
    X(fetch_options_init)                                                                          \
    X(push_options_init)                                                                           \
    X(transport_smart)                                                                             \
    X(stream_register)

// libgit2, loaded while the program runs: by the few commands that read Git's history. Linked as
// usual, it and what it needs would triple the time in which every command starts.
struct fleetseal_git2 {
#define FLEETSEAL_MEMBER(name) __typeof__(git_##name) *_Nonnull name;
    FLEETSEAL_GIT2_FUNCTIONS(FLEETSEAL_MEMBER)
#undef FLEETSEAL_MEMBER
};

// Loads libgit2 into `functions`. Gives NULL, or why it could not be loaded, in memory that is
// never freed. To be called once.
const char *_Nullable fleetseal_git2_load(struct fleetseal_git2 *_Nonnull functions);

// The file that is looked for: libgit2 promises nothing from one minor version to the next.
extern const char *_Nonnull const fleetseal_git2_file;
