import ArgumentParser
import Foundation
import SQL
import Visits

/// Bookings through the rules by many clients at once, each on disk when it counts.
struct BenchBookings: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bookings",
    abstract: "Book places through the rules, with many clients at once.",
    discussion: """
      Give a database that may be thrown away. Each booking is checked by the rules of a base, takes from the session and from the \
      quota of individuals, has its journal entry, and is on disk when it counts. With --print the number of each booking is \
      printed as soon as it was acknowledged, for a test that ends the process in the middle; --check then reads such numbers \
      and tells what the counters come to.
      """)

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "Clients at once.")
  var clients = 64

  @Option(name: .long, help: "Bookings that each client asks for.")
  var each = 500

  @Option(name: .long, help: "Sessions; 1 is one that all want.")
  var sessions = 1

  @Option(name: .long, help: "Places of each session; as many as are asked for when left out.")
  var places: Int?

  @Flag(name: .long, help: "Print the number of each acknowledged booking.")
  var print = false

  @Flag(name: .long, help: "Read numbers of bookings from the standard input and look whether each is there.")
  var check = false

  func run() async throws {
    let bench = try await BookingBench(try common.settings())
    if check { try await verify(bench.visits) } else { try await book(bench) }
    await bench.portal.close()
  }

  private func book(_ bench: BookingBench) async throws {
    let (visits, ids) = (bench.visits, bench.ids)
    let all = try await bench.makeSessions(sessions, places: places ?? clients * each)
    let start = ContinuousClock.now
    let given = try await withThrowingTaskGroup(of: Int.self) { group in
      for client in 0..<clients { group.addTask { try await bookings(of: client, in: all, visits, ids) } }
      return try await group.reduce(0, +)
    }
    let time = ContinuousClock.now - start
    if print { return }
    let account = try await visits.account()
    let name = try common.settings()["database"]?.hasPrefix("sqlite:") == true ? "SQLite, synchronous=FULL" : "PostgreSQL"
    Swift.print(
      "| \(name), \(clients) clients, \(sessions) session\(sessions == 1 ? "" : "s") | \(Int(Double(clients * each) / time.seconds)) | \(given) | \(account.given) | \(account.oversold) | \(account.wrongPools) |"
    )
  }

  private func bookings(
    of client: Int, in sessions: [ID<VisitSession>], _ visits: Visits, _ ids: IDGenerator
  ) async throws -> Int {
    var given = 0
    for number in 0..<each {
      let who = "b:\(client)-\(number)-\(ids.next(Booking.self))"
      let request = BookingRequest(
        session: sessions[(client * each + number) % sessions.count], audience: .individual, party: Party(adults: 1), person: nil,
        booker: who, contact: who, name: "张三")
      do {
        let booking = try await visits.together { try visits.book(request, by: .command("bench"), in: $0) }
        given += 1
        if print { FileHandle.standardOutput.write(Data("\(booking.id)\n".utf8)) }
      } catch BookingRefusal.full { continue }
    }
    return given
  }

  private func verify(_ visits: Visits) async throws {
    var (found, lost) = (0, 0)
    while let line = readLine() {
      guard let id = ID<Booking>(line) else { continue }
      if try await visits.hasPlaces(id) { found += 1 } else { lost += 1 }
    }
    let account = try await visits.account()
    Swift.print("found \(found) lost \(lost) given \(account.given) oversold \(account.oversold) wrong \(account.wrongPools)")
    if lost + account.oversold + account.wrongPools > 0 { throw ExitCode.failure }
  }
}
