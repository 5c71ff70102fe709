using ActorMlOps.Testing;

namespace ActorMlOps.Integration.Tests.Sample;

/// <summary>The sample as a newcomer runs it, to the end.</summary>
public class DemoTests
{
    /// <summary>Severity, state, model, versions and what of each line.</summary>
    private static readonly string[] Alerts =
    [
        "page|open|electricity-nsw|v3|performance: accuracy",
        "page|open|census-income|v3|fairness: sex",
        "warning|open|electricity-nsw|v1, v2, v3|drift: nswprice",
        "warning|open|electricity-nsw|v1, v2, v3|drift: transfer",
        "warning|open|electricity-nsw|v1, v2, v3|drift: vicdemand",
        "warning|open|electricity-nsw|v1, v2, v3|drift: vicprice",
        "warning|open|electricity-nsw|v1, v2|performance: accuracy",
        "warning|open|electricity-nsw|v3|rollout: r2 was rolled back",
        "warning|open|census-income|v1, v2, v3|drift: age",
        "warning|open|census-income|v1, v2, v3|drift: hours_per_week",
        "warning|open|census-income|v1, v2, v3|drift: marital_status",
        "warning|open|census-income|v1, v2, v3|drift: relationship",
    ];

    /// <summary>Of a detector, which looks at steps of 10 s: whether one of a version is over when the sample ends depends on the machine.</summary>
    private const string Timely = "|anomaly: outliers";

    [Fact]
    public async Task Demo_WithExit_TellsThreeActsAndEndsWell()
    {
        var ports = FreePorts.Take(3);
        var (exitCode, output) = await RunningProcess.RunAsync(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "ActorMlOps.Silo.dll"), "demo", "--exit",
                "--urls", $"http://127.0.0.1:{ports[0]}", "--grpc-url", "http://127.0.0.1:0", "--silo-port", $"{ports[1]}", "--gateway-port", $"{ports[2]}",
            ],
            TimeSpan.FromMinutes(4));
        Assert.True(exitCode == 0, output);

        void Contains(string expected) => Assert.True(output.Contains(expected, StringComparison.Ordinal), $"'{expected}' is missing in:\n{output}");

        // Act 1: the accuracy at row 12,000 and 32,000, the join of the Victorian market.
        Contains("0.855");
        Contains("0.589");
        Contains("vicprice, vicdemand, transfer began to drift between rows 16,000 and 18,000");
        // Act 2: the candidate that learnt from flipped labels, and the version that was better after all.
        Contains("not to be trusted");
        Contains("v1 is the better one again");
        // Act 3: high-earning women found by v3, v1, v2; then what moved.
        Contains("it finds 17.9 %, where v1 finds 42.0 % and v2 55.5 %");
        Contains("Before, nothing drifted; now age, ");
        // The end: what an analyst has to look after, and nothing else.
        var lines = Lines(output).ToLookup(l => l.EndsWith(Timely, StringComparison.Ordinal));
        Assert.True(Alerts.SequenceEqual(lines[false]), $"The list is not the expected one in:\n{output}");
        Assert.All(lines[true], l => Assert.StartsWith("warning|open|electricity-nsw|", l));
    }

    /// <summary>Lines of the last table, by their first five cells.</summary>
    private static IEnumerable<string> Lines(string output) => output[output.LastIndexOf("Severity", StringComparison.Ordinal)..]
        .Split('\n')
        .Skip(1)
        .Where(l => l.StartsWith('│'))
        .Select(l => string.Join('|', l.Split('│', StringSplitOptions.TrimEntries)[1..6]));

    [Fact]
    public async Task Demo_OnATakenPort_SaysWhichAndHowToChooseAnother()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        var (exitCode, output) = await RunningProcess.RunAsync(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "ActorMlOps.Silo.dll"), "demo", "--exit", "--urls", $"http://127.0.0.1:{port}"],
            TimeSpan.FromMinutes(1));
        Assert.Equal(3, exitCode);
        Assert.Contains($"{port}", output);
        Assert.Contains("--urls", output);
    }
}
