import Foundation

/// A line on the terminal that tells how far a long piece of work has come.
///
/// Appears after a second, so that quick work stays quiet; says nothing when the output is not a terminal.
struct ProgressBar {
  private let title: String
  private let start = ContinuousClock.now
  private var shown = ContinuousClock.now
  private let isTerminal = isatty(2) == 1

  init(_ title: String) { self.title = title }

  /// Shows that `done` of `total` is done, at most ten times a second.
  mutating func show(_ done: Int, of total: Int) {
    let now = ContinuousClock.now
    guard isTerminal, now - start > .seconds(1), now - shown > .milliseconds(100) || done == total else { return }
    shown = now
    let share = total > 0 ? Double(done) / Double(total) : 1
    let filled = Int(share * 30)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
    FileHandle.standardError.write(Data("\r\(title) \(bar) \(Int(share * 100)) % (\(done)/\(total))".utf8))
  }

  /// Ends the line.
  func finish() {
    if isTerminal, ContinuousClock.now - start > .seconds(1) { FileHandle.standardError.write(Data("\n".utf8)) }
  }
}
