using ActorMlOps.Grains.Monitoring.Alerts;
using ActorMlOps.Statistics.Sequential;
using CsCheck;

namespace ActorMlOps.Grains.Tests.Monitoring.Alerts;

public sealed class AlarmLedgerTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<(int Version, int Detectors, int Minutes)[]> Stories = Gen.Select(Gen.Int[0, 30], Gen.Int[1, 50], Gen.Int[0, 40]).Array[1, 200];

    [Fact]
    public void Shares_OfAnyVersionsThatComeRenewAndLapse_NeverSumToMoreThanOne() => Stories.Sample(story =>
    {
        var (ledger, now) = (AlarmLedger.Empty, Start);
        double misleading = 0;
        var known = new HashSet<(string, long)>();
        foreach (var (version, detectors, minutes) in story)
        {
            now += TimeSpan.FromMinutes(minutes);
            var key = new VersionKey("m", version.ToString());
            (ledger, var lease) = ledger.Ask(key, detectors, now);
            Assert.True(lease.Weight > 0 && lease.Until > now, "a newcomer has something to bet with at once");
            var outside = ledger.Leases.Values.Where(l => l.Until > now).Sum(l => l.Weight);
            Assert.True(outside <= 1 + 1e-12, $"{outside} of the budget is out");
            if (known.Add((key.Version, lease.Ordinal)))
                misleading += detectors / (double)AlarmLedger.Divisor(lease);
        }
        Assert.True(misleading <= 1, $"the chances that a reference misleads sum to {misleading} %");
    });

    [Fact]
    public void Shares_AfterTwoRenewals_AreAllTheSamePerDetector()
    {
        var (ledger, now) = (AlarmLedger.Empty, Start);
        for (var hour = 0; hour < 12; hour++, now += TimeSpan.FromMinutes(45))
        {
            for (var version = 0; version < 10; version++)
                ledger = ledger.Ask(new("m", $"{version}"), version < 5 ? 10 : 30, now).Ledger;
        }
        Assert.All(ledger.Leases.Values, l => Assert.Equal(1.0 / 201, l.Weight / l.Detectors, 1e-12));
    }

    [Fact]
    public void Ask_SoonAgain_CostsNoWrite()
    {
        var (ledger, lease) = AlarmLedger.Empty.Ask(new("m", "1"), 3, Start);
        Assert.Same(ledger, ledger.Ask(new("m", "1"), 3, Start.AddMinutes(20)).Ledger);
        var (renewed, later) = ledger.Ask(new("m", "1"), 3, Start.AddMinutes(40));
        Assert.NotSame(ledger, renewed);
        Assert.Equal(lease.Ordinal, later.Ordinal);
    }

    /// <summary>The law that the contract states: with the duration weighted the threshold stays, whatever becomes of the weight.</summary>
    [Fact]
    public void Detector_WithWeightedDurations_NeedsNoOtherThreshold()
    {
        long[] reference = [500, 500], pane = [53, 47];
        var whole = EDetector.Create(reference, new() { Threshold = 1e9 });
        var halved = whole;
        for (var n = 0; n < 5; n++)
        {
            whole = whole.Observe(pane, 1).Detector;
            halved = halved.Observe(pane, 0.5).Detector;
        }
        // Half the weight is half the evidence: as if the threshold had doubled.
        Assert.Equal(whole.LogEvidence - Math.Log(2), halved.LogEvidence, 1e-9);
    }
}
