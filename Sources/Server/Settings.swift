import Configuration
import Foundation
import Yams

/// The settings in force: flags over environment over file over standards.
///
///     let settings = try Settings.load(flags: ["port": "9000"], file: "kepu.yaml")
///     settings["port"]  // "9000"
public struct Settings: Sendable {
  private let values: [String: String]
  private let origins: [String: String]

  /// A setting that is not right, in one sentence that says what was expected.
  public struct Wrong: Error, CustomStringConvertible {
    /// The sentence.
    public let description: String
  }

  /// Gathers and checks all settings.
  ///
  /// - Throws: `Wrong` for an unknown name, a value of the wrong form or a file that cannot be read.
  public static func load(
    flags: [String: String] = [:], environment: [String: String] = ProcessInfo.processInfo.environment,
    file: String? = nil
  ) throws -> Settings {
    let known = Dictionary(Setting.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let layers = [
      ("flag", flags), ("environment", fromEnvironment(environment)), (file ?? "file", try fromFile(file)),
    ]
    let readers = layers.map { origin, values in
      let typed = values.map { (AbsoluteConfigKey([$0.key]), ConfigValue(.string($0.value), isSecret: false)) }
      let provider = InMemoryProvider(
        name: origin, values: Dictionary(typed, uniquingKeysWith: { first, _ in first }))
      return (origin, ConfigReader(provider: provider))
    }
    for (origin, values) in layers {
      for name in values.keys.sorted() where known[name] == nil {
        throw Wrong(description: "There is no setting “\(name)” (\(origin)). \(suggestion(for: name))")
      }
    }
    var values: [String: String] = [:]
    var origins: [String: String] = [:]
    for setting in Setting.all {
      let found = readers.lazy.compactMap { origin, reader in
        reader.string(forKey: ConfigKey([setting.name])).map { (origin, $0) }
      }.first
      guard let (origin, value) = found ?? setting.standard.map({ ("standard", $0) }), !value.isEmpty else { continue }
      guard setting.isRight(value) else {
        let shown = setting.isSecret ? "" : " “\(value)”"
        throw Wrong(description: "The setting \(setting.name)\(shown) (\(origin)) should be \(setting.expected).")
      }
      values[setting.name] = value
      origins[setting.name] = origin
    }
    return Settings(values: values, origins: origins)
  }

  /// The value of a setting, or `nil` when it is off.
  public subscript(name: String) -> String? { values[name] }

  /// The value of a number.
  public func number(_ name: String) -> Int { values[name].flatMap { Int($0) } ?? 0 }

  /// The value of a switch.
  public func isOn(_ name: String) -> Bool { values[name] == "true" }

  /// All settings with where each comes from; secrets hidden.
  public func printed() -> String {
    Setting.all.map { setting in
      let value = values[setting.name].map { setting.isSecret ? Self.hidden($0) : $0 } ?? "(off)"
      let origin = origins[setting.name] ?? "standard"
      return "# \(setting.help)\n# \(setting.variable); from: \(origin)\n\(setting.name): \(value)\n"
    }.joined(separator: "\n")
  }

  /// Keeps what tells an operator which database it is and drops what opens it.
  private static func hidden(_ value: String) -> String {
    if value.hasPrefix("sqlite:") { return value }
    guard let scheme = value.range(of: "://"), let at = value.lastIndex(of: "@") else { return "(hidden)" }
    return value[..<scheme.upperBound] + "(hidden)" + value[at...].prefix { $0 != "?" }
  }

  private static func fromEnvironment(_ environment: [String: String]) -> [String: String] {
    let names = Dictionary(Setting.all.map { ($0.variable, $0.name) }, uniquingKeysWith: { first, _ in first })
    let ours = environment.filter {
      $0.key.hasPrefix("KEPU_") && !$0.key.hasPrefix("KEPU_TEST_") && !$0.key.hasPrefix("KEPU_BENCH_")
    }
    return Dictionary(ours.map { (names[$0.key] ?? $0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  private static func fromFile(_ path: String?) throws -> [String: String] {
    guard let path else { return [:] }
    let text: String
    do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw Wrong(description: "The configuration file \(path) cannot be read.")
    }
    do {
      let tree = try Yams.compose(yaml: text)
      return try tree.map { try flatten($0, under: "", of: path) } ?? [:]
    } catch let error as YamlError {
      throw Wrong(description: "The configuration file \(path) is not good YAML: \(error)")
    }
  }

  /// `map: {review-number: …}` and `map.review-number: …` mean the same.
  private static func flatten(_ node: Node, under prefix: String, of path: String) throws -> [String: String] {
    switch node {
    case .scalar(let scalar): return [prefix: scalar.string]
    case .mapping(let mapping):
      return try mapping.reduce(into: [:]) { flat, pair in
        guard let key = pair.key.string else { return }
        let name = prefix.isEmpty ? key : "\(prefix).\(key)"
        flat.merge(try flatten(pair.value, under: name, of: path)) { first, _ in first }
      }
    default:
      let line = node.mark.map { " line \($0.line)" } ?? ""
      throw Wrong(description: "\(path)\(line): “\(prefix)” should be one value, not a list.")
    }
  }

  private static func suggestion(for name: String) -> String {
    let near = Setting.all.map(\.name).filter { $0.hasPrefix(name.prefix(3)) || $0.contains(name) }
    return near.isEmpty
      ? "`kepu serve --print-config` lists them all." : "Perhaps \(near.joined(separator: ", "))?"
  }
}
