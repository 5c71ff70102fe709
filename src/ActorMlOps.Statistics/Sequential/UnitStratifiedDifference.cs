using System.Runtime.InteropServices;

namespace ActorMlOps.Statistics.Sequential;

/// <summary>
/// The <see cref="StratifiedDifference"/> where units (users) come back stratum after stratum: sticky routing keeps a unit with its
/// variant, so its rows of all strata lean the same way and strata are not independent.
/// </summary>
/// <remarks>
/// With T_u = sum over strata and sides of +-(h_s/n_s)(x_us - p_s n_us), the unit's share of the error of sum h_s (B_s - A_s),
/// V = sum over units of T_u^2 / (sum h_s)^2: the cluster-robust (linearised) variance, each side of a stratum corrected by m/(m-1)
/// for m units. Memory: 8 bytes a unit and a hash table entry, at most <c>maxUnits</c> of them, rows of units beyond are left
/// out and counted; plus one entry a unit of the open stratum. Cost O(1) a row, O(units of the stratum) to close one. Not
/// safe for concurrent callers. Liang and Zeger 1986 (cluster-robust variance).
/// </remarks>
/// <param name="maxUnits">Bound on the units remembered, at least 1.</param>
public sealed partial class UnitStratifiedDifference(int maxUnits = 1_000_000)
{
    private readonly int _maxUnits = maxUnits >= 1
        ? maxUnits
        : throw new ArgumentOutOfRangeException(nameof(maxUnits), maxUnits, "At least one unit must fit.");

    private readonly Dictionary<ulong, double> _errors = [];
    private readonly Dictionary<ulong, (double Sum, double Rows)>[] _open = [[], []];
    private readonly long[] _units = [0, 0];
    private double _weight;
    private double _weighted;
    private bool _undefined;

    /// <summary>Strata used.</summary>
    public long Strata { get; private set; }

    /// <summary>Closed strata in which a side had fewer than two units; left out.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Rows of units beyond the bound; left out.</summary>
    public long RowsLeftOut { get; private set; }

    /// <summary>Units remembered.</summary>
    public int Units => _errors.Count;

    /// <summary>Adds a row to the open stratum.</summary>
    /// <param name="unit">The hash of the unit's id.</param>
    /// <param name="candidate">It was answered by the candidate (B), not the stable variant (A).</param>
    /// <param name="value">The metric; for a proportion 0 or 1. Not finite makes the difference undefined.</param>
    public void Add(ulong unit, bool candidate, double value)
    {
        if (!_errors.ContainsKey(unit))
        {
            if (_errors.Count >= _maxUnits)
            {
                RowsLeftOut++;
                return;
            }

            _errors.Add(unit, 0);
        }

        _undefined |= !double.IsFinite(value);
        ref var totals = ref CollectionsMarshal.GetValueRefOrAddDefault(_open[candidate ? 1 : 0], unit, out _);
        totals = (totals.Sum + value, totals.Rows + 1);
    }

    /// <summary>Ends the open stratum (a new epoch or pane begins); an empty one is none.</summary>
    public void CloseStratum()
    {
        var (a, b) = (_open[0], _open[1]);
        if (a.Count + b.Count == 0)
            return;
        if (a.Count < 2 || b.Count < 2)
        {
            LeftOut++;
        }
        else
        {
            double nA = a.Values.Sum(unit => unit.Rows), nB = b.Values.Sum(unit => unit.Rows);
            var h = nA / (nA + nB) * nB;
            Strata++;
            _weight += h;
            _weighted += h * (Residuals(b, nB, h / nB) - Residuals(a, nA, -h / nA));
            _units[0] = Math.Max(_units[0], a.Count);
            _units[1] = Math.Max(_units[1], b.Count);
        }

        a.Clear();
        b.Clear();
    }

    /// <summary>Delta = B - A over the closed strata, with its interval at all looks together.</summary>
    /// <param name="tauSquared">The mixture's variance, fixed before the start; above 0, finite.</param>
    /// <param name="alpha">Two-sided chance of ever being wrong; above 0, below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public SequentialInterval Interval(double tauSquared, double alpha)
    {
        if (_undefined)
            return SequentialInterval.Undefined(SequentialReasons.OutOfRange);
        if (Strata == 0)
            return SequentialInterval.Undefined(SequentialReasons.NoData);
        double squares = 0;
        foreach (var error in _errors.Values)
            squares += error / _weight * (error / _weight);
        var side = new StratumSide(_weight, _weighted / _weight, squares, _units.Min());
        var interval = ConfidenceSequence.Of(side, tauSquared, alpha);
        return RowsLeftOut > 0 && interval.Reason is null ? interval with { Reason = SequentialReasons.UnitsOverflowed } : interval;
    }

    // The side's mean; adds each unit's share of its error, times the factor.
    private double Residuals(Dictionary<ulong, (double Sum, double Rows)> side, double rows, double factor)
    {
        var mean = side.Values.Sum(unit => unit.Sum) / rows;
        var corrected = factor * Math.Sqrt(side.Count / (side.Count - 1.0));
        foreach (var (unit, totals) in side)
            CollectionsMarshal.GetValueRefOrAddDefault(_errors, unit, out _) += corrected * (totals.Sum - (mean * totals.Rows));
        return mean;
    }
}
