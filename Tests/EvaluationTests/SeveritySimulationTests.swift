import Testing

@testable import Evaluation

@Suite("Simulated rounds")
struct SeveritySimulationTests {
  @Test("the same seed gives the same findings, and no method is refused")
  func isReproducible() {
    let simulation = SeveritySimulation(submissions: 60, reviewers: 15, best: 10, rounds: 5)
    let findings = simulation.run()
    #expect(findings.map(\.method) == ["mean", "median", "trimmed_mean", "calibrated"])
    #expect(findings.allSatisfy { $0.refused == 0 && $0.found > 0 && $0.found <= 100 })
    #expect(simulation.run() == findings)
  }

  @Test("the more reviewers differ, the more calibration finds that the mean does not")
  func calibrationFindsMore() {
    func found(severity: Double, noise: Double) -> [String: Thousandths] {
      let simulation = SeveritySimulation(severity: severity, noise: noise, rounds: 20)
      return Dictionary(uniqueKeysWithValues: simulation.run().map { ($0.method, $0.found) })
    }
    let strong = found(severity: 10, noise: 5)
    #expect(strong["calibrated", default: 0].count > strong["mean", default: 0].count + 3000)
    let none = found(severity: 0, noise: 5)
    #expect(abs(none["calibrated", default: 0].count - none["mean", default: 0].count) < 2000)
  }

  @Test("without severity and noise every method finds all")
  func findsTruth() {
    for finding in SeveritySimulation(severity: 0, noise: 0, rounds: 5).run() { #expect(finding.found > 94) }
  }
}
