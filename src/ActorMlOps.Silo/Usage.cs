using ActorMlOps.Silo.Settings;

namespace ActorMlOps.Silo;

/// <summary>What <c>--help</c> prints.</summary>
internal static class Usage
{
    public static int Print()
    {
        Console.WriteLine(
            $"""
            ActorMlOps: serves ONNX models, watches every prediction, rolls out versions.

            Usage: ActorMlOps.Silo [demo] [arguments]

              demo                  the sample: real models, real rows, three acts; with --exit it stops after the last
              --profile NAME        file silo-config/NAME.json; there are: {string.Join(", ", Profiles.OfThisProcess.Available)} (default {Profiles.Default})
              --urls URL[;URL]      addresses of the HTTP API, loopback only (default http://127.0.0.1:5080)
              --grpc-url URL        address of gRPC (HTTP/2 without TLS), loopback only (default http://127.0.0.1:5081)
              --data DIRECTORY      where everything is kept (default ./data)
              --silo-port PORT      silo-to-silo traffic (default 11111)
              --gateway-port PORT   Orleans clients (default 30000)
              --help                this text

            Every setting can also be an environment variable: ActorMlOps__Telemetry__TraceRatio=0.1.
            All settings: silo-config/README.md. Exit codes: 0 stopped, 1 failed, 2 wrong settings, 3 cannot start here.
            """);
        return 0;
    }
}
