//! Gives clap the texts of a language: the structs hold names and types only.

use clap::{Command, CommandFactory};

use crate::text::Texts;

/// The command with all its texts. The keys follow from the names: `cli-extract`,
/// `cli-extract-more` for what `--help` adds (examples, exit codes), `cli-extract-format` for an
/// argument.
pub fn command<C: CommandFactory>(t: &'static Texts) -> Command {
    let labels = Labels {
        usage: t.get("cli-label-usage"),
        commands: t.get("cli-label-commands"),
        arguments: t.get("cli-label-arguments"),
        options: t.get("cli-label-options"),
    };
    dress(C::command(), "cli", t, &labels)
}

struct Labels {
    usage: &'static str,
    commands: &'static str,
    arguments: &'static str,
    options: &'static str,
}

fn dress(command: Command, prefix: &str, t: &'static Texts, labels: &Labels) -> Command {
    let key = |name: &str| format!("{prefix}-{name}");
    let about = text(t, prefix);
    let more = text(t, &key("more"));
    let has_commands = command.has_subcommands();
    let template = format!(
        "{{about}}\n\n{}:\n  {{usage}}\n\n{{all-args}}{{after-help}}",
        labels.usage
    );
    let mut command = command
        .about(about)
        .after_help(more)
        .help_template(template)
        .subcommand_help_heading(labels.commands)
        .disable_help_flag(true)
        .arg(
            clap::Arg::new("help")
                .short('h')
                .long("help")
                .action(clap::ArgAction::Help)
                .help(text(t, "cli-help")),
        );
    if prefix == "cli" {
        command = command.disable_version_flag(true).arg(
            clap::Arg::new("version")
                .short('V')
                .long("version")
                .action(clap::ArgAction::Version)
                .help(text(t, "cli-version")),
        );
    }
    let command = command.mut_args(|argument| {
        let heading = if argument.is_positional() {
            labels.arguments
        } else {
            labels.options
        };
        let id = argument.get_id().to_string();
        let help = match id.as_str() {
            "help" => text(t, "cli-help"),
            "version" => text(t, "cli-version"),
            "lang" => text(t, "cli-lang"),
            name => text(t, &key(&name.replace('_', "-"))),
        };
        argument.help(help).help_heading(heading)
    });
    if !has_commands {
        return command;
    }
    command.mut_subcommands(|sub| {
        let name = sub.get_name().to_owned();
        dress(sub, &format!("{prefix}-{name}"), t, labels)
    })
}

fn text(t: &'static Texts, key: &str) -> String {
    if t.has(key) {
        t.with(key, &[])
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::text::Lang;

    /// Every command and argument has its text in both languages.
    fn check(command: &Command, prefix: &str, t: &Texts, seen: &mut BTreeSet<String>) {
        assert!(t.has(prefix), "no text {prefix}");
        seen.insert(prefix.to_owned());
        for argument in command.get_arguments() {
            let id = argument.get_id().as_str().replace('_', "-");
            let id = id.as_str();
            if !matches!(id, "help" | "version" | "lang") {
                assert!(t.has(&format!("{prefix}-{id}")), "no text {prefix}-{id}");
            }
        }
        for sub in command.get_subcommands() {
            check(sub, &format!("{prefix}-{}", sub.get_name()), t, seen);
        }
    }

    #[test]
    fn every_command_and_argument_is_explained() {
        for lang in Lang::ALL {
            let bare = crate::cli::Cli::command();
            let mut seen = BTreeSet::new();
            check(&bare, "cli", lang.texts(), &mut seen);
            assert!(seen.len() > 5, "{seen:?}");
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        command::<crate::cli::Cli>(Lang::Vi.texts()).debug_assert();
    }
}
