using System.Globalization;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;

namespace ActorMlOps.Client;

/// <summary>A model, or one version of it, for many concurrent callers: their rows share calls.</summary>
public sealed class ModelHandle
{
    // Within a silo a call costs little: the engine itself puts together what waits for it, and to wait here too would only cost threads.
    private const int LeastAlone = 16;

    private readonly IGrainFactory _grains;
    private readonly Coalescer _coalescer;
    private RowEncoder? _encoder;

    internal ModelHandle(
        IGrainFactory grains, ILocalServing? local, string name, string? version, ModelClientOptions options, TimeProvider time)
    {
        (_grains, Name, Version) = (grains, name, version);
        _coalescer = local is null
            ? new(Remote(grains, name, version), options, time)
            : new(Local(local, name, version), options, time, LeastAlone);
    }

    public string Name { get; }

    /// <summary>Null: the traffic policy chooses.</summary>
    public string? Version { get; }

    /// <summary>Predicts one row of a model that takes one float tensor.</summary>
    /// <param name="row">Must not be written to before the answer: it is not copied.</param>
    /// <exception cref="PredictionException">Refused; the outcome says why.</exception>
    public Task<Prediction> PredictAsync(ReadOnlyMemory<float> row, PredictOptions? options = null, CancellationToken cancellationToken = default) =>
        _encoder is { } encoder && encoder.TryLayout(row.Length, out var layout)
            ? _coalescer.PredictAsync(new CallerInputs(layout, row), CallerOf(1, options), options?.Timeout, cancellationToken)
            : EncodeAsync(row, options, cancellationToken);

    /// <summary>Predicts one row given by the names of its features.</summary>
    /// <exception cref="PredictionException">Refused; the outcome says why.</exception>
    public async Task<Prediction> PredictAsync(
        IReadOnlyDictionary<string, object?> row, PredictOptions? options = null, CancellationToken cancellationToken = default) =>
        await PredictAsync((_encoder ?? await EncoderAsync()).Encode(row), options, cancellationToken);

    /// <summary>Predicts rows that are tensors already; all of them get one variant.</summary>
    /// <exception cref="PredictionException">Refused; the outcome says why.</exception>
    public Task<Prediction> PredictAsync(TensorBatch rows, PredictOptions? options = null, CancellationToken cancellationToken = default) =>
        _coalescer.PredictAsync(rows, CallerOf(rows.Rows, options), options?.Timeout, cancellationToken);

    /// <summary>Says what turned out to be true of predictions. Durable when it returns.</summary>
    /// <exception cref="PredictionException">There is no such model.</exception>
    public async Task<LabelResult> LabelAsync(IReadOnlyCollection<PredictionLabel> labels) =>
        await _grains.GetGrain<ILabelIntakeGrain>(Name).Label([.. labels])
            ?? throw new PredictionException(PredictOutcome.UnknownModel, $"There is no model '{Name}'.");

    /// <inheritdoc cref="LabelAsync(IReadOnlyCollection{PredictionLabel})"/>
    public Task<LabelResult> LabelAsync(string predictionId, object label) =>
        LabelAsync([new(predictionId, Text(label) ?? "")]);

    /// <summary>Labels a prediction by the receipt that its answer came with: it is found even when the ledger has let go of it.</summary>
    /// <exception cref="PredictionException">There is no such model.</exception>
    public Task<LabelResult> LabelReceiptAsync(string receipt, object label) =>
        LabelAsync([PredictionLabel.OfReceipt(receipt, Text(label) ?? "")]);

    /// <summary>Says what a prediction led to: values of metrics that its version's config declares, alone or with a label or feedback.</summary>
    /// <param name="metrics">By name; those of a ratio are 0 or 1.</param>
    /// <param name="label">Null: there is none.</param>
    /// <param name="kind">Feedback, such as "up" or "down", is counted by value and does not enter performance.</param>
    /// <exception cref="PredictionException">There is no such model.</exception>
    public Task<LabelResult> LabelAsync(
        string predictionId, IReadOnlyDictionary<string, double> metrics, object? label = null, LabelKind kind = LabelKind.Label) =>
        LabelAsync([new(predictionId, Text(label), null, kind, new(metrics))]);

    /// <inheritdoc cref="LabelAsync(string, IReadOnlyDictionary{string, double}, object, LabelKind)"/>
    public Task<LabelResult> LabelReceiptAsync(
        string receipt, IReadOnlyDictionary<string, double> metrics, object? label = null, LabelKind kind = LabelKind.Label) =>
        LabelAsync([new(null, Text(label), receipt, kind, new(metrics))]);

    /// <summary>Says what somebody thought of an answer, such as "up" or "down": counted by value, apart from performance.</summary>
    /// <exception cref="PredictionException">There is no such model.</exception>
    public Task<LabelResult> FeedbackAsync(string predictionId, object feedback) =>
        LabelAsync([new(predictionId, Text(feedback), null, LabelKind.Feedback)]);

    /// <inheritdoc cref="FeedbackAsync"/>
    public Task<LabelResult> FeedbackReceiptAsync(string receipt, object feedback) =>
        LabelAsync([new(null, Text(feedback), receipt, LabelKind.Feedback)]);

    private static string? Text(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private async Task<Prediction> EncodeAsync(ReadOnlyMemory<float> row, PredictOptions? options, CancellationToken cancellationToken)
    {
        var layout = (_encoder ?? await EncoderAsync()).Layout(row.Length);
        return await _coalescer.PredictAsync(new CallerInputs(layout, row), CallerOf(1, options), options?.Timeout, cancellationToken);
    }

    private static CallerRows CallerOf(int rows, PredictOptions? options) => new(rows, options?.PredictionId, options?.UnitId, options?.Receipts ?? false);

    private static Func<PredictRequest, Task<PredictResponse>> Local(ILocalServing local, string name, string? version)
    {
        if (version is null)
            return request => local.RouteAsync(name, request, CancellationToken.None);
        var key = new VersionKey(name, version);
        return request => local.PredictAsync(key, request, CancellationToken.None);
    }

    private static Func<PredictRequest, Task<PredictResponse>> Remote(IGrainFactory grains, string name, string? version)
    {
        if (version is null)
        {
            var router = grains.GetGrain<IRouterGrain>(name);
            return request => router.Predict(request);
        }
        var predictor = grains.GetGrain<IPredictorGrain>(new VersionKey(name, version).ToString());
        return request => predictor.Predict(request);
    }

    private async Task<RowEncoder> EncoderAsync()
    {
        // Versions of one model take the same inputs, or callers would have to know which one answers.
        var version = Version ?? (await _grains.GetGrain<ITrafficGrain>(Name).GetPolicy())?.Stable
            ?? throw new PredictionException(PredictOutcome.UnknownModel, $"There is no model '{Name}' with a version.");
        var spec = await _grains.GetGrain<IModelGrain>(Name).GetSpec(version)
            ?? throw new PredictionException(PredictOutcome.UnknownVersion, $"Model '{Name}' has no version '{version}'.");
        return _encoder = new(spec);
    }
}
