// The program: its subcommands and what it says of itself.

import ArgumentParser
import Daemon

@main
struct ShowtellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "showtell",
        abstract: "Learns visual categories live: show an object, say its name, watch it recognised.",
        discussion: """
            Start the daemon, open the page it prints, and hold the button while you show something:

              showtell serve

            Teach from the shell, beside the page:

              showtell ctl teach category=cup count=10
              showtell ctl --monitor prediction max_hz=5
            """,
        version: Showtell.version,
        subcommands: [
            Serve.self, Ctl.self, Devices.self, FeaturesCommand.self, Banks.self, Export.self, ReplayCommand.self,
        ])
}
