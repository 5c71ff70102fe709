using System.Collections.Immutable;
using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>
/// Pure: who has which share of the fleet's budget of false alarms, for how long. Shares are leased, so that those of newcomers come out of
/// what others give back, and at no time are more than 1 out.
/// </summary>
/// <remarks>
/// With K detectors in the fleet, d of them the asking version's, and what is free of 1 without its own lease: a newcomer gets free d/(K +
/// 1); who renews gets d/(K + 1), as far as that leaves 1/(d + 1) of what is free. So something is always left for the next one, ever more
/// so as leases are renewed, and all come to d/(K + 1). The n-th detector ever gets 1 % / (n (n + 1)) of the chance that a reference
/// misleads, which sum to 1 % over all that will ever be.
/// </remarks>
/// <param name="Ever">Detectors that were ever set up.</param>
/// <param name="Leases">By version key.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.AlarmLedger")]
internal sealed record AlarmLedger([property: Id(0)] long Ever, [property: Id(1)] ImmutableDictionary<VersionKey, AlarmLease> Leases)
{
    /// <summary>How long a share holds. Long enough to cost few writes, short enough for newcomers to get theirs.</summary>
    public static readonly TimeSpan Term = TimeSpan.FromHours(1);

    public static AlarmLedger Empty { get; } = new(0, ImmutableDictionary<VersionKey, AlarmLease>.Empty);

    public (AlarmLedger Ledger, AlarmLease Lease) Ask(VersionKey version, int detectors, DateTimeOffset now)
    {
        var held = Leases.GetValueOrDefault(version) is { } lease && lease.Until > now ? lease : null;
        // A fresh one is not made anew each time somebody asks.
        if (held is not null && held.Detectors == detectors && held.Until - now > Term / 2)
            return (this, held);
        var others = Leases.Where(l => l.Key != version && l.Value.Until > now).ToImmutableDictionary();
        var free = Math.Max(0, 1 - others.Values.Sum(l => l.Weight));
        var all = others.Values.Sum(l => (double)l.Detectors) + detectors;
        var fair = detectors / (all + 1);
        var weight = held is null ? free * fair : Math.Min(fair, free * detectors / (detectors + 1.0));
        var known = held?.Detectors == detectors;
        var ever = known ? Ever : Ever + detectors;
        var next = new AlarmLease(weight, detectors, now + Term, known ? held!.Ordinal : ever);
        return (new(ever, others.SetItem(version, next)), next);
    }

    /// <summary>How many detectors the chance that a reference misleads is divided by, for each of the lease's.</summary>
    public static int Divisor(AlarmLease lease) => (int)Math.Min(int.MaxValue, lease.Ordinal * (lease.Ordinal + 1.0));
}
