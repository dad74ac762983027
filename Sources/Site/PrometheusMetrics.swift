import CoreMetrics
import Synchronization

/// Keeps what `swift-metrics` is told and shows it in Prometheus' text format.
///
/// This is ours because no Prometheus backend is among the packages that the project can build with; it has what the
/// portal uses: counters, gauges, and histograms of times with fixed bounds from one millisecond to ten seconds.
public final class PrometheusMetrics: MetricsFactory, Sendable {
  fileprivate struct Series: Hashable {
    let label: String
    let dimensions: String
  }

  private let cells = Mutex<[Series: Cell]>([:])

  /// Without any figures yet.
  public init() {}

  /// A counter.
  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    cell(label, dimensions, .counter)
  }

  /// A gauge, or a histogram when it aggregates.
  public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    cell(label, dimensions, aggregate ? .histogram : .gauge)
  }

  /// A gauge that goes up and down.
  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    cell(label, dimensions, .gauge)
  }

  /// A histogram of seconds.
  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    cell(label, dimensions, .histogram)
  }

  /// Handlers live as long as the factory.
  public func destroyCounter(_ handler: any CounterHandler) {}
  /// Handlers live as long as the factory.
  public func destroyRecorder(_ handler: any RecorderHandler) {}
  /// Handlers live as long as the factory.
  public func destroyMeter(_ handler: any MeterHandler) {}
  /// Handlers live as long as the factory.
  public func destroyTimer(_ handler: any TimerHandler) {}

  private func cell(_ label: String, _ dimensions: [(String, String)], _ kind: Cell.Kind) -> Cell {
    let text = dimensions.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
    return cells.withLock { cells in
      let series = Series(label: label, dimensions: text)
      if let cell = cells[series] { return cell }
      let cell = Cell(kind)
      cells[series] = cell
      return cell
    }
  }

  private static func escaped(_ text: String) -> String {
    text.flatMap { $0 == "\\" || $0 == "\"" ? "\\\($0)" : $0 == "\n" ? "\\n" : String($0) }.map(String.init).joined()
  }

  /// All figures in the text format 0.0.4.
  public func text() -> String {
    let held = cells.withLock { $0 }
    var text = ""
    for (label, series) in Dictionary(grouping: held, by: \.key.label).sorted(by: { $0.key < $1.key }) {
      text += "# TYPE \(label) \(series.first?.value.kind.rawValue ?? "untyped")\n"
      for (key, cell) in series.sorted(by: { $0.key.dimensions < $1.key.dimensions }) {
        cell.write(label, key.dimensions, to: &text)
      }
    }
    return text
  }
}

/// One series of figures.
private final class Cell: CounterHandler, RecorderHandler, MeterHandler, TimerHandler, Sendable {
  enum Kind: String, Sendable {
    case counter, gauge, histogram
  }

  private struct Figures {
    var sum = 0.0
    var count = 0
    var buckets = [Int](repeating: 0, count: Cell.bounds.count)
  }

  static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

  let kind: Kind
  private let figures = Mutex(Figures())

  init(_ kind: Kind) { self.kind = kind }

  func increment(by amount: Int64) { figures.withLock { $0.sum += Double(amount) } }
  func increment(by amount: Double) { figures.withLock { $0.sum += amount } }
  func decrement(by amount: Double) { figures.withLock { $0.sum -= amount } }
  func reset() { figures.withLock { $0 = Figures() } }
  func set(_ value: Int64) { figures.withLock { $0.sum = Double(value) } }
  func set(_ value: Double) { figures.withLock { $0.sum = value } }
  func record(_ value: Int64) { record(Double(value)) }
  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

  func record(_ value: Double) {
    figures.withLock { figures in
      guard kind == .histogram else {
        figures.sum = value
        return
      }
      figures.sum += value
      figures.count += 1
      if let bucket = Self.bounds.firstIndex(where: { value <= $0 }) { figures.buckets[bucket] += 1 }
    }
  }

  func write(_ label: String, _ dimensions: String, to text: inout String) {
    let figures = figures.withLock { $0 }
    let braces = dimensions.isEmpty ? "" : "{\(dimensions)}"
    guard kind == .histogram else {
      text += "\(label)\(braces) \(figures.sum)\n"
      return
    }
    let comma = dimensions.isEmpty ? "" : ","
    var cumulative = 0
    for (bound, count) in zip(Self.bounds, figures.buckets) {
      cumulative += count
      text += "\(label)_bucket{\(dimensions)\(comma)le=\"\(bound)\"} \(cumulative)\n"
    }
    text += "\(label)_bucket{\(dimensions)\(comma)le=\"+Inf\"} \(figures.count)\n"
    text += "\(label)_sum\(braces) \(figures.sum)\n\(label)_count\(braces) \(figures.count)\n"
  }
}
