using ActorMlOps.Statistics.Counters.Folding;
using ActorMlOps.Statistics.Sketches;

namespace ActorMlOps.Statistics.Counters;

/// <summary>
/// What a window keeps of one column: counts by bin or category, the values that are no number apart, and moments.
/// Counts merge and subtract exactly; nothing is allocated per value.
/// </summary>
/// <remarks>
/// Floats wait in blocks of 256 and are folded when a block is full or something is read. So a reader may write: one thread
/// at a time, until a read after the last value was added; from then on any number of readers.
/// </remarks>
public sealed partial class ColumnCounters
{
    private readonly long[] _counts;
    private readonly NumericBins? _bins;
    private readonly CategorySet? _categories;
    private Moments _moments;
    private long _missing;
    private long _nan;
    private long _positiveInfinity;
    private long _negativeInfinity;
    private long _unseen;
    private HeavyHitters? _unseenNames;
    private FoldStage? _stage;

    /// <summary>Empty counters in the layout of <paramref name="profile"/>.</summary>
    public ColumnCounters(ColumnProfile profile)
        : this(profile.Name, profile.Bins, profile.CategorySet)
    {
    }

    internal ColumnCounters(string name, NumericBins? bins, CategorySet? categories)
    {
        (Name, _bins, _categories) = (name, bins, categories);
        _counts = new long[bins?.Count ?? categories!.Names.Count];
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>How the column is counted.</summary>
    public ColumnKind Kind => _bins is null ? ColumnKind.Categorical : ColumnKind.Numeric;

    /// <summary>Rows by bin of <see cref="NumericBins"/>, or by category in the profile's order.</summary>
    public ReadOnlySpan<long> Counts => Settled._counts;

    /// <summary>Rows without a value.</summary>
    public long Missing => _missing;

    /// <summary>Rows whose value is NaN.</summary>
    public long NaN => Settled._nan;

    /// <summary>Rows whose value is +infinity (in a float column also values beyond the float range).</summary>
    public long PositiveInfinity => Settled._positiveInfinity;

    /// <summary>Rows whose value is -infinity (in a float column also values beyond the float range).</summary>
    public long NegativeInfinity => Settled._negativeInfinity;

    /// <summary>Rows whose category is not among the profile's.</summary>
    public long Unseen => _unseen;

    /// <summary>
    /// The most frequent categories among <see cref="Unseen"/>, at most 16, each with bounds of its count that are at most
    /// 1/16 of all unseen rows apart. Empty where none is known: after a subtraction, and in windows stored before names were kept.
    /// </summary>
    public IReadOnlyList<HeavyHitter> UnseenNames => _unseenNames?.Top ?? [];

    /// <summary>Sum of <see cref="Counts"/>: finite numbers, or known categories.</summary>
    public long Counted
    {
        get
        {
            long sum = 0;
            foreach (var count in Settled._counts)
                sum += count;
            return sum;
        }
    }

    /// <summary>Every row: <see cref="Counted"/> and the counters apart.</summary>
    public long Rows => Counted + _missing + _nan + _positiveInfinity + _negativeInfinity + _unseen;

    /// <summary>Moments of the finite values; empty for categories and while <see cref="MomentsKnown"/> is false.</summary>
    public Moments Moments => MomentsKnown ? Settled._moments : default;

    /// <summary>False after a subtraction, until <see cref="ReplaceMoments"/>.</summary>
    public bool MomentsKnown { get; private set; } = true;

    /// <summary>True for the reference counters of a profile: changing them throws.</summary>
    public bool IsReadOnly { get; private set; }

    internal ulong LayoutFingerprint => _bins?.Fingerprint ?? _categories!.Fingerprint;

    /// <summary>Adds the rows of <paramref name="other"/>, which must have the same layout.</summary>
    /// <exception cref="ArgumentException">The layouts differ.</exception>
    public void Merge(ColumnCounters other)
    {
        CheckSameLayout(other);
        CheckWritable();
        Settle();
        other.Settle();
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        _missing += other._missing;
        _nan += other._nan;
        _positiveInfinity += other._positiveInfinity;
        _negativeInfinity += other._negativeInfinity;
        _unseen += other._unseen;
        MergeUnseenNames(other._unseenNames);
        _moments.Merge(other._moments);
        MomentsKnown &= other.MomentsKnown;
    }

    /// <summary>
    /// Takes out rows that were added before. Counts only: moments cannot be subtracted, so they read as unknown until
    /// <see cref="ReplaceMoments"/> is given the merged moments of the live panes; nor can the names of unseen categories,
    /// which are forgotten. <see cref="HopRing"/> does all of it.
    /// </summary>
    /// <exception cref="ArgumentException">The layouts differ, or a count would become negative (nothing is changed then).</exception>
    public void Subtract(ColumnCounters other)
    {
        CheckCanSubtract(other);
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] -= other._counts[i];
        _missing -= other._missing;
        _nan -= other._nan;
        _positiveInfinity -= other._positiveInfinity;
        _negativeInfinity -= other._negativeInfinity;
        _unseen -= other._unseen;
        _unseenNames = null;
        _moments = default;
        MomentsKnown = Kind == ColumnKind.Categorical || Counted == 0;
    }

    /// <summary>Sets the moments after a subtraction: those of the panes still in the window, merged.</summary>
    public void ReplaceMoments(Moments moments)
    {
        CheckWritable();
        Settle();
        (_moments, MomentsKnown) = (moments, true);
    }

    /// <summary>Back to no rows.</summary>
    public void Clear()
    {
        CheckWritable();
        _stage?.Clear();
        Array.Clear(_counts);
        (_missing, _nan, _positiveInfinity, _negativeInfinity, _unseen) = (0, 0, 0, 0, 0);
        (_moments, MomentsKnown, _unseenNames) = (default, true, null);
    }

    internal HeavyHitters? UnseenSummary => _unseenNames;

    /// <summary>Sets the names after a subtraction; the summary must not change afterwards.</summary>
    internal void ReplaceUnseenNames(HeavyHitters? names)
    {
        CheckWritable();
        _unseenNames = names?.Clone();
    }

    /// <summary>Adds the rows of a column with the same cells, whatever its deciles.</summary>
    internal void CopyFrom(ColumnCounters other)
    {
        CheckWritable();
        Settle();
        other.Settle();
        if (other.Kind != Kind || other._counts.Length != _counts.Length)
            throw new ArgumentException($"Column '{Name}': the counters have another layout (that of column '{other.Name}').", nameof(other));
        other._counts.CopyTo(_counts, 0);
        (_missing, _nan, _unseen) = (other._missing, other._nan, other._unseen);
        (_positiveInfinity, _negativeInfinity) = (other._positiveInfinity, other._negativeInfinity);
        (_moments, MomentsKnown) = (other._moments, other.MomentsKnown);
    }

    internal ColumnCounters Freeze()
    {
        Settle();
        (_stage, IsReadOnly) = (null, true);
        return this;
    }

    /// <summary>Throws unless every row of <paramref name="other"/> is among this column's.</summary>
    internal void CheckCanSubtract(ColumnCounters other)
    {
        CheckSameLayout(other);
        CheckWritable();
        Settle();
        other.Settle();
        var fits = _missing >= other._missing && _nan >= other._nan && _unseen >= other._unseen
            && _positiveInfinity >= other._positiveInfinity && _negativeInfinity >= other._negativeInfinity;
        for (var i = 0; fits && i < _counts.Length; i++)
            fits = _counts[i] >= other._counts[i];
        if (!fits)
        {
            throw new ArgumentException(
                $"Column '{Name}': the rows to subtract were never added; subtract only panes that were merged.", nameof(other));
        }
    }

    private void CheckWritable()
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException(
                $"Column '{Name}': the reference counters of a profile cannot change; count into new counters.");
        }
    }

    private void MergeUnseenNames(HeavyHitters? other)
    {
        if (other is null)
            return;
        if (_unseenNames is null)
            _unseenNames = other.Clone();
        else
            _unseenNames.Merge(other);
    }

    private void CheckSameLayout(ColumnCounters other)
    {
        if (other.Kind != Kind || other.LayoutFingerprint != LayoutFingerprint)
        {
            throw new ArgumentException(
                $"Column '{Name}': the counters have another layout (that of column '{other.Name}'); both must come from the same profile.",
                nameof(other));
        }
    }
}
