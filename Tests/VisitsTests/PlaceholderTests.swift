import Testing

@testable import Visits

@Test("audiences are told apart by their keys")
func audiences() { #expect(Set(Audience.allCases.map(\.rawValue)).count == 4) }
