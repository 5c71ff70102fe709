using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Sequential;

/// <summary>
/// The two-sample e-detector with tolerance: watches the counts of k cells (about ten) pane by pane against reference counts.
/// Immutable: <see cref="Observe"/> answers with the detector to go on with.
/// </summary>
/// <remarks>
/// <para>Promise: with threshold A the expected number of false alarms in T units of time is at most T/A, whatever other detectors
/// do (budgets add up), for independent rows, outside a chance of 1 % that some reference misleads. Drift inside the radius
/// is invisible by design: <see cref="SmallestVisibleDrift"/>.</para>
/// <para>Every law that the reference (and the tolerance) leaves open is null; each pane bets against the likeliest of them:
/// three betting laws learnt from the past (memory 0, 0.8 and 0.97 per pane) and a Dirichlet mixture around the reference,
/// each restarted at every pane (M &lt;- E (M + duration)), their mean compared with A. An alarm empties all and holds until it
/// is acknowledged.</para>
/// <para>Invariants: weights and evidence are finite or zero, never NaN; k cells and their order are fixed. Cost: about
/// 160 k logarithms a pane; memory 3 k + k numbers. Panes above 2^40 rows are scaled down to that, where rounding stays below 0.01.
/// Betting against the estimated shares as if they were exact breaks the promise: the tests show it.</para>
/// <para>Papers: Shin, Ramdas and Rinaldo 2022, "E-detectors" (the sum of restarted e-processes); Waudby-Smith and Ramdas 2024,
/// "Estimating means of bounded random variables by betting"; Wasserman, Ramdas and Balakrishnan 2020, "Universal
/// inference" (the null's likeliest law); Agrawal 2020 (the radius).</para>
/// </remarks>
public sealed partial class EDetector
{
    private const int Components = 4;
    private const double MostRows = 1L << 40;
    private static readonly double[] s_memories = [0, 0.8, 0.97];

    private readonly long[] _reference;
    private readonly DivergenceBall _ball;
    private readonly double[] _logEvidence;
    private readonly double[][] _past;

    private EDetector(long[] reference, EDetectorOptions options, DivergenceBall ball)
    {
        (_reference, Options, _ball) = (reference, options, ball);
        _logEvidence = new double[Components];
        Array.Fill(_logEvidence, double.NegativeInfinity);
        _past = [.. s_memories.Select(_ => new double[reference.Length])];
    }

    /// <summary>The set-up.</summary>
    public EDetectorOptions Options { get; }

    /// <summary>The reference's counts.</summary>
    public ReadOnlySpan<long> Reference => _reference;

    /// <summary>Panes with rows that were bet on, since the start.</summary>
    public long Panes { get; private init; }

    /// <summary>Alarms since the start.</summary>
    public long Alarms { get; private init; }

    /// <summary>An alarm waits to be acknowledged.</summary>
    public bool Held { get; private init; }

    /// <summary>ln of the evidence now, minus infinity at the start; while held, that of the alarm.</summary>
    public double LogEvidence { get; private set; } = double.NegativeInfinity;

    /// <summary>What the promise rests on.</summary>
    public Guarantee Guarantee => Options.DesignEffect.Guarantee;

    /// <summary>
    /// sqrt(2 rho), about the smallest mean shift in standard deviations that can be seen; null for an empty reference, against
    /// which nothing can.
    /// </summary>
    public double? SmallestVisibleDrift => double.IsInfinity(_ball.Radius) ? null : Math.Sqrt(2 * _ball.Radius);

    /// <summary>A detector at its start.</summary>
    /// <param name="reference">Rows of the reference by cell, at least one cell; missing and unseen values are cells.</param>
    /// <param name="options">The set-up.</param>
    /// <exception cref="ArgumentException">No cell, a negative count, or an option out of its range.</exception>
    public static EDetector Create(ReadOnlySpan<long> reference, EDetectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (reference.IsEmpty)
            throw new ArgumentException("The reference has no cell; give at least one.", nameof(reference));
        CheckCounts(reference, nameof(reference));
        var ball = DivergenceBall.Around(
            reference, options.DesignEffect.Value, options.Tolerance, 0.01 / options.Detectors, options.ExactRadius);
        return new EDetector(reference.ToArray(), options, ball);
    }

    /// <summary>Bets on a pane's rows.</summary>
    /// <param name="counts">Rows by cell, over the reference's cells.</param>
    /// <param name="duration">
    /// The pane's length in the threshold's unit of time (days), fixed before the pane; 1 if the threshold counts panes.
    /// </param>
    /// <exception cref="ArgumentException">Another number of cells, a negative count, a duration not above 0.</exception>
    public EDetectorStep Observe(ReadOnlySpan<long> counts, double duration = 1)
    {
        if (counts.Length != _reference.Length)
            throw new ArgumentException($"The pane has {counts.Length} cells, the reference {_reference.Length}.", nameof(counts));
        CheckCounts(counts, nameof(counts));
        if (!(duration > 0) || double.IsInfinity(duration))
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "A pane's duration must be finite and above 0.");
        double total = 0;
        foreach (var count in counts)
            total += count;
        if (total == 0)
            return new(this, EDetectorOutcome.Empty);
        if (Held)
            return new(this, EDetectorOutcome.Held);

        var scale = Math.Min(1 / Options.DesignEffect.Value, MostRows / total);
        var next = new EDetector(_reference, Options, _ball) { Panes = Panes + 1, Alarms = Alarms };
        var x = new double[counts.Length];
        for (var i = 0; i < x.Length; i++)
            x[i] = counts[i] * scale;
        next.Bet(this, x, total * scale, Math.Log(duration));
        next.LogEvidence = LogMath.Mean(next._logEvidence);
        if (next.LogEvidence < Math.Log(Options.Threshold))
            return new(next, EDetectorOutcome.InControl);
        return new(
            new EDetector(_reference, Options, _ball)
            {
                Panes = next.Panes,
                Alarms = Alarms + 1,
                Held = true,
                LogEvidence = next.LogEvidence,
            },
            EDetectorOutcome.Alarm);
    }

    /// <summary>Takes note of the alarm: the detector starts anew with the same reference. Itself if there is none.</summary>
    public EDetector Acknowledge() => Held ? new EDetector(_reference, Options, _ball) { Panes = Panes, Alarms = Alarms } : this;

    private static void CheckCounts(ReadOnlySpan<long> counts, string name)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] < 0)
                throw new ArgumentException($"Cell {i} has the negative count {counts[i]}.", name);
        }
    }

    private void Bet(EDetector before, ReadOnlySpan<double> x, double n, double logDuration)
    {
        var k = x.Length;
        double[] law = new double[k], against = new double[k];
        for (var g = 0; g < s_memories.Length; g++)
        {
            var past = before._past[g];
            var weight = past.Sum() + k;
            for (var i = 0; i < k; i++)
                law[i] = (past[i] + (k * _ball.Center[i])) / weight;
            var outside = _ball.Project(law, against);
            double logE = 0;
            for (var i = 0; i < k && outside; i++)
                logE += x[i] * Math.Log(law[i] / against[i]);
            _logEvidence[g] = logE + LogMath.Add(before._logEvidence[g], outside ? logDuration : double.NegativeInfinity);
            for (var i = 0; i < k; i++)
                _past[g][i] = (s_memories[g] * past[i]) + x[i];
        }

        for (var i = 0; i < k; i++)
            law[i] = x[i] / n;
        _ball.Project(law, against);
        var logMixture = SpecialFunctions.LogGamma(k) - SpecialFunctions.LogGamma(k + n);
        for (var i = 0; i < k; i++)
        {
            if (x[i] == 0)
                continue;
            var prior = k * _ball.Center[i];
            logMixture += SpecialFunctions.LogGamma(prior + x[i]) - SpecialFunctions.LogGamma(prior) - (x[i] * Math.Log(against[i]));
        }

        _logEvidence[^1] = logMixture + LogMath.Add(before._logEvidence[^1], logDuration);
    }
}
