namespace ActorMlOps.Statistics.Sequential;

/// <summary>
/// Compares the rates of rare events (errors) of a canary and the stable version by asking, at each event, whose it was; the
/// canary's share of traffic at that moment is all it needs, so neither ramps nor a drifting base rate matter.
/// </summary>
/// <remarks>
/// <para>At ratio theta of the rates an event is the canary's with chance theta w/(theta w + 1 - w). Two separate e-processes on
/// that: roll back (H0: ratio at most theta0) bets on r = max(theta0, (c+2)/(e+2)), promote (H0: ratio at least theta0) on
/// r = min(theta0, (c+2)/(e+2)); c the canary's past events, e the sum of w over past events. Exact: under its null each ever
/// reaches 1/alpha with chance at most alpha (Ville 1939).</para>
/// <para>Events must be independent given the traffic: count only a unit's first. Immutable; O(1). Lindon and Malek 2022,
/// "Anytime-valid inference for multinomial count data"; Lindon, Ham, Tingley and Bojinov 2022.</para>
/// </remarks>
public sealed record RareEventProcess
{
    private readonly double _margin = 1;

    /// <summary>theta0, the ratio of rates that is put up with; above 0, finite; 1 is "no worse".</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public double Margin
    {
        get => _margin;
        init => _margin = value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Margin), value, "The margin is a ratio of rates: above 0 and finite.");
    }

    /// <summary>Events counted.</summary>
    public long Events { get; init; }

    /// <summary>c, those of the canary.</summary>
    public long CanaryEvents { get; init; }

    /// <summary>e, the sum of the canary's share over the events.</summary>
    public double Expected { get; init; }

    /// <summary>Events while one version had all traffic, which tell nothing.</summary>
    public long Uninformative { get; init; }

    /// <summary>ln of the evidence now that the canary's rate is above the margin.</summary>
    public double LogRollback { get; init; }

    /// <summary>ln of the evidence now that the canary's rate is below the margin.</summary>
    public double LogPromote { get; init; }

    /// <summary>The largest <see cref="LogRollback"/> so far: act where it is at least ln(1/alpha).</summary>
    public double PeakLogRollback { get; init; }

    /// <summary>The largest <see cref="LogPromote"/> so far: act where it is at least ln(1/alpha).</summary>
    public double PeakLogPromote { get; init; }

    /// <summary>With one more event.</summary>
    /// <param name="canary">It is the canary's.</param>
    /// <param name="share">
    /// w, the canary's share of traffic when the event's request was routed. An event at a share of 0, 1 or none of both (NaN) is
    /// counted as uninformative.
    /// </param>
    public RareEventProcess Add(bool canary, double share)
    {
        if (share is not (> 0 and < 1))
            return this with { Uninformative = Uninformative + 1 };
        var estimate = (CanaryEvents + 2) / (Expected + 2);
        var rollback = LogRollback + LogBet(canary, share, Math.Max(Margin, estimate));
        var promote = LogPromote + LogBet(canary, share, Math.Min(Margin, estimate));
        return this with
        {
            Events = Events + 1,
            CanaryEvents = CanaryEvents + (canary ? 1 : 0),
            Expected = Expected + share,
            LogRollback = rollback,
            LogPromote = promote,
            PeakLogRollback = Math.Max(PeakLogRollback, rollback),
            PeakLogPromote = Math.Max(PeakLogPromote, promote),
        };
    }

    // ln q/w0 or (1-q)/(1-w0), with q = r w/(r w + 1 - w) and w0 the same at the margin, without forming 1 - q.
    private double LogBet(bool canary, double w, double r)
    {
        if (r == Margin)
            return 0;
        var log = Math.Log((Margin * w) + 1 - w) - Math.Log((r * w) + 1 - w);
        return canary ? log + Math.Log(r) - Math.Log(Margin) : log;
    }
}
