import ArgumentParser

/// The command: one program that a county office starts on a laptop and a province runs on many machines.
@main
struct Kepu: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kepu",
    abstract: "A province's science popularization: bases on a living map, and all that follows.",
    discussion: """
      Start with `kepu serve` and open http://127.0.0.1:8080. The first start loads the shipped regions and venues.

      Every setting can stand in a YAML file (--config), in the environment (KEPU_…) or in a flag;
      `kepu serve --print-config` shows them all, with what is in force and where it comes from.
      """,
    version: "0.1.0",
    subcommands: [
      ServeCommand.self, ImportCommand.self, ExportCommand.self, BackupCommand.self, RestoreCommand.self,
      VerifyCommand.self, EvaluationCommand.self, LotteryCommand.self, UserCommand.self, GrantCommand.self, MailCommand.self,
      BenchCommand.self,
    ])
}
