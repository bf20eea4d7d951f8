internal import CommandLine

/// Files that explain a new fleet's repository to its people.
enum StarterFiles {
    static func all(fleet: String, operator name: String) -> [(path: String, text: String)] {
        [
            (".gitattributes", attributes),
            ("CODEOWNERS.sample", owners(name)),
            ("README.md", readme(fleet, name)),
            ("keys/README.md", keys),
            ("secrets/README.md", secrets),
        ]
    }

    private static let attributes = """
        # Documents of fleetseal are text with LF, on every system.
        /fleetseal.yaml text eol=lf
        /keys/**/*.yaml text eol=lf
        /secrets/**/*.yaml text eol=lf

        """ + driverAttributes

    /// Which files git's drivers are for; clones without the drivers diff and merge them as text.
    static let driverAttributes = """
        # The drivers that "fleetseal git setup" gives a clone; without it they mean nothing to git.
        /fleetseal.yaml diff=fleetseal merge=fleetseal
        /keys/**/*.yaml diff=fleetseal merge=fleetseal
        /secrets/**/*.yaml diff=fleetseal merge=fleetseal

        """

    private static func owners(_ name: String) -> String {
        """
        # Rename to CODEOWNERS and put your own teams in.
        # The registry says who can read what: operators review it.
        /fleetseal.yaml  @your-org/\(name)
        /keys/           @your-org/\(name)
        # Secrets: the team of each namespace.
        /secrets/        @your-org/platform

        """
    }

    private static func readme(_ fleet: String, _ name: String) -> String {
        """
        # Secrets of the fleet \(fleet)

        Values in this repository are encrypted for groups of clusters with fleetseal. Anybody who can
        read the repository can seal a value; only the clusters of its group, and the operators listed
        for it in fleetseal.yaml, can open it.

            fleetseal set payments/db password --for production     # asks for the value
            fleetseal cluster list
            fleetseal group list

        | where | what | who changes it |
        |---|---|---|
        | fleetseal.yaml | the fleet and its operators | operators, signed |
        | keys/ | clusters, groups and their public keys | operators, signed |
        | secrets/ | the encrypted values | everybody, reviewed |

        The first time, fleetseal shows the operators' fingerprints: compare them with \(name) in person.

        """
    }

    private static let keys = """
        # Keys

        Public keys of the clusters and, for every group, its private key sealed once to each member.
        Everything here is signed by an operator; fleetseal refuses what is not. There is never a plain
        private key in this folder.

        Change it with `fleetseal cluster` and `fleetseal group`, not by hand.

        """

    private static let secrets = """
        # Secrets

        `<namespace>/<name>.yaml` is the Secret `<name>` of `<namespace>`. Folders above the namespace
        are yours to choose. `<name>@<cluster>.yaml` holds what is for that cluster only.

        """
}
