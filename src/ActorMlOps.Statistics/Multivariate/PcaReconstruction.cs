namespace ActorMlOps.Statistics.Multivariate;

/// <summary>
/// Finds windows whose columns relate in another way than the reference's, even where every column alone looks the same: rows off
/// the plane of the reference's principal components are reconstructed worse. A change along that plane is not seen: the tests of
/// single columns are for that. Immutable.
/// </summary>
/// <remarks>
/// Columns are standardised by the reference, missing values are its mean, infinities its furthest value. The band is that of
/// reference chunks whose components were fitted without them (five folds): mean +- sigmas x s sqrt(1 + 1/K) for K chunks of
/// deviation s, s widened by sqrt(chunk rows / rows) for smaller windows and never narrowed for larger ones, because chunks of a
/// stream depend on each other. False alarms at 3 sigmas and ten chunks: about 1.5 % of windows as large as a chunk (Student's t),
/// far fewer of larger ones. Cost: six eigendecompositions to fit, rows x columns x components to test. Method: NannyML's data
/// reconstruction; Jackson and Mudholkar 1979.
/// </remarks>
public sealed class PcaReconstruction
{
    /// <summary>Fewest rows of a reference.</summary>
    public const int FewestRows = 20;

    private const int Folds = 5;

    private readonly PcaOptions _options;
    private readonly RowSample _reference;
    private readonly PrincipalComponents? _components;
    private readonly int[] _constant;
    private readonly double _mean;
    private readonly double _deviation;
    private readonly int _chunks;
    private readonly int _chunkRows;
    private readonly string? _reason;

    /// <summary>Learns the reference.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public PcaReconstruction(RowSample reference, PcaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        _options = options ?? new PcaOptions();
        _options.Validate();
        _reference = reference;
        _constant = [.. Enumerable.Range(0, reference.Columns).Except(Standardiser.Fit(reference, null, _ => true).Varying)];
        _chunkRows = Math.Max(1, Math.Min(_options.ChunkRows, reference.Rows / Folds));
        _chunks = reference.Rows / _chunkRows;
        _reason = reference.Rows < FewestRows ? MultivariateReasons.TooFewRows : null;
        if (_reason is not null)
            return;
        _components = PrincipalComponents.Fit(reference, _options.ExplainedVariance, _ => true);
        if (_components is null || HeldOutMeans() is not { } means)
        {
            _reason = MultivariateReasons.TooFewColumns;
            return;
        }

        _mean = means.Average();
        _deviation = Math.Sqrt(means.Sum(mean => (mean - _mean) * (mean - _mean)) / (means.Length - 1));
    }

    /// <summary>Tests a window's rows.</summary>
    /// <exception cref="ArgumentException">Another number of columns than the reference's.</exception>
    public ReconstructionResult Test(RowSample window)
    {
        ArgumentNullException.ThrowIfNull(window);
        _reference.CheckColumns(window);
        var reason = _reason ?? (window.Rows == 0 ? MultivariateReasons.TooFewRows : null);
        if (reason is not null)
            return new(null, null, null, null, window.Rows, 0, null, _constant, false, reason);
        double sum = 0;
        foreach (var error in _components!.Errors(window))
            sum += error;
        var value = sum / window.Rows;
        var band = _options.Sigmas * _deviation * Math.Sqrt((1 + (1.0 / _chunks)) * Math.Max(1, (double)_chunkRows / window.Rows));
        var (low, high) = (Math.Max(0, _mean - band), _mean + band);
        return new(
            value, _mean, low, high, window.Rows, _components!.Count, _components.ExplainedVariance, _constant,
            value < low || value > high, null);
    }

    // Rows in the last, incomplete chunk only train.
    private double[]? HeldOutMeans()
    {
        var means = new double[_chunks];
        for (var fold = 0; fold < Folds; fold++)
        {
            var components = PrincipalComponents.Fit(_reference, _options.ExplainedVariance, row => !IsHeldOut(row, fold));
            if (components is null)
                return null;
            var errors = components.Errors(_reference);
            for (var row = 0; row < _chunks * _chunkRows; row++)
            {
                if (IsHeldOut(row, fold))
                    means[row / _chunkRows] += errors[row] / _chunkRows;
            }
        }

        return means;
    }

    private bool IsHeldOut(int row, int fold) => row < _chunks * _chunkRows && row / _chunkRows % Folds == fold;
}
