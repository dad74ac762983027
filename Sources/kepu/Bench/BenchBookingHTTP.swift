import ArgumentParser
import Foundation
import NIOPosix
import People
import SQL
import Server
import Visits

/// Fills a database for bookings over HTTP.
struct BenchBookingAccounts: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "booking-accounts",
    abstract: "Make accounts with tokens, and sessions, for `bench booking-clients`.",
    discussion: "Give a database that may be thrown away. Prints the numbers of the sessions, one a line.")

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "Accounts; none where they are there already.")
  var accounts = 0

  @Option(name: .long, help: "Sessions.")
  var sessions = 1

  @Option(name: .long, help: "Places of each session.")
  var places = 100_000

  func run() async throws {
    let bench = try await BookingBench(try common.settings())
    if accounts > 0 {
      try await PeopleLoad.fill(bench.portal.database, people: accounts, grants: 0)
      try await PeopleLoad.giveTokens(bench.portal.database, people: accounts, at: Clock.system.now())
    }
    for session in try await bench.makeSessions(sessions, places: places) { print(session) }
    await bench.portal.close()
  }
}

/// Bookings over HTTP through a running portal.
struct BenchBookingClients: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "booking-clients",
    abstract: "Book places over HTTP at a running portal, with many clients at once.",
    discussion: """
      Reads the sessions that `bench booking-accounts` printed. Each request has an account, a body and a key of its own. With \
      --within all requests come within so many seconds, each over a connection of its own (--sockets at once at most), and their \
      times count from the moment at which they should have come; else --clients connections ask in turns. Prints one JSON object.
      """)

  @Option(name: .long, help: "Port of the portal on 127.0.0.1.")
  var port: Int

  @Option(name: .long, help: "Requests.")
  var requests = 20_000

  @Option(name: .long, help: "The first account that asks.")
  var first = 1

  @Option(name: .long, help: "Clients that ask in turns.")
  var clients = 64

  @Option(name: .long, help: "Seconds within which all requests come.")
  var within: Double?

  @Option(name: .long, help: "Most connections at once with --within.")
  var sockets = 15_000

  func run() async throws {
    var sessions: [String] = []
    while let line = readLine() { sessions.append(line) }
    guard !sessions.isEmpty else { throw ValidationError("No session was given.") }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let order = try BookingOrder(port: port, sessions: sessions, first: first, count: requests, closes: within != nil)
    let all = BookingClients(order: order, group: group)
    let start: ContinuousClock.Instant
    if let within {
      start = .now
      try await all.atOnce(within: .milliseconds(Int64(within * 1_000)), sockets: sockets)
    } else {
      start = try await all.inTurns(clients)
    }
    try await group.shutdownGracefully()
    try report(all.tally.count, since: start)
  }

  private func report(_ count: BookingTally.Count, since start: ContinuousClock.Instant) throws {
    let times = count.seconds.sorted()
    func share(_ share: Double) -> Double { times.isEmpty ? 0 : times[min(times.count - 1, Int(Double(times.count) * share))] }
    let report = Report(
      seconds: (count.end - start).seconds, answers: count.answers, broken: count.broken, clear: count.clear, p50: share(0.5),
      p99: share(0.99), slowest: times.last ?? 0)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    print(String(decoding: try encoder.encode(report), as: UTF8.self))
  }

  private struct Report: Encodable {
    let seconds: Double
    let answers: [Int: Int]
    let broken: Int
    let clear: Int
    let p50: Double
    let p99: Double
    let slowest: Double
  }
}
