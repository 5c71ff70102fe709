using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Monitoring.Alerts;
using Microsoft.Extensions.DependencyInjection;

namespace ActorMlOps.Grains.Tests.Monitoring.Alerts;

/// <summary>The alerting rules for Prometheus speak of metrics that there are.</summary>
public sealed partial class PrometheusRulesTests
{
    [Fact]
    public void Rules_ForPrometheus_NameMetricsAndOutcomesOfOurs()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "silo-config", "alerts.prometheus.yml"));
        var named = Metric().Matches(text).Select(m => m.Value).Distinct().ToList();
        Assert.True(named.Count >= 12, $"{named.Count} metrics");
        var exported = Exported();
        Assert.All(named, name => Assert.Contains(name, exported));
        Assert.All(Outcome().Matches(text), m => Assert.Contains(m.Groups[1].Value, new[] { "ahead", "late", "refused", "dropped", "delivered", "failed", "unauthorized", "malformed" }));
        // One summary and one severity or source for each.
        var rules = Regex.Matches(text, @"- alert: (ActorMlOps\w+)");
        Assert.Equal(rules.Count, rules.Select(r => r.Groups[1].Value).Distinct().Count());
        Assert.Equal(rules.Count, Regex.Matches(text, "summary: \"").Count);
        Assert.Equal(rules.Count, Regex.Matches(text, "labels: \\{ (severity|source): ").Count);
    }

    /// <summary>Every instrument of ours under the names that the exporter gives it.</summary>
    private static HashSet<string> Exported()
    {
        var names = new HashSet<string>();
        using var provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = provider.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == Telemetry.Source)
                    names.UnionWith(Names(instrument));
            },
        };
        listener.Start();
        GC.KeepAlive(new Instruments(meters));
        GC.KeepAlive(new AlertInstruments(meters, TimeProvider.System));
        return names;
    }

    private static IEnumerable<string> Names(Instrument instrument)
    {
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        var name = instrument.Name.Replace('.', '_') + unit;
        var type = instrument.GetType().Name;
        return type.StartsWith("Histogram", StringComparison.Ordinal) ? [name + "_bucket", name + "_sum", name + "_count"]
            : type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) ? [name + "_total"]
            : [name];
    }

    [GeneratedRegex(@"\bactormlops_\w+")]
    private static partial Regex Metric();

    [GeneratedRegex("outcome=\"(\\w+)\"")]
    private static partial Regex Outcome();
}
