using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Registry;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Makes panes of observed rows and delivers them before it answers.</summary>
[ImplicitStreamSubscription(StreamNames.Features)]
[ImplicitStreamSubscription(StreamNames.Observations)]
internal sealed class ObservationGrain(
    [PersistentState(StorageNames.Observations, StorageNames.Provider)] IPersistentState<ObservationState> state,
    ProfileCache profiles,
    Instruments instruments,
    TimeProvider clock,
    ILogger<ObservationGrain> logger) : Grain, IObservationGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<ObservationBatch>
{
    private const int DeliveryAttempts = 3;

    private static readonly TimeSpan Late = TimeSpan.FromHours(1);

    private VersionSpec? _spec;
    private PaneRecorder? _recorder;
    private PaneCourier? _courier;

    private VersionKey Key => VersionKey.Parse(this.GetPrimaryKeyString());

    public async Task<ObservationResult> Observe(ObservationBatch batch)
    {
        if (!await LoadAsync())
            return Refuse($"There is no version '{Key.Version}' of a model '{Key.Model}'.");
        if (batch.Producer is { } producer && state.State.Producers.GetValueOrDefault(producer) >= batch.Sequence)
            return new(0, 0, Duplicate: true, LabelResult.Empty, []);
        var now = clock.GetUtcNow();
        var reader = new ObservationReader(_spec!, batch, now);
        if (reader.Errors.Count > 0)
            return Refuse([.. reader.Errors]);

        var ids = Enumerable.Range(0, batch.Rows)
            .Select(r => reader.Ids?[r] ?? (reader.Labels?[r] is null ? null : Guid.NewGuid().ToString("N")))
            .ToArray();
        Record(batch, reader, ids);
        _courier!.Enqueue(_recorder!.TakeAll());
        for (var attempt = 1; !await _courier.DeliverAsync(); attempt++)
        {
            if (attempt < DeliveryAttempts)
                continue;
            // What this activation still holds must not come on top of the caller's repeat.
            DeactivateOnIdle();
            throw new TimeoutException($"The observations of {Key} could not be stored; send them again.");
        }
        if (batch.Producer is not null)
        {
            state.State.Producers[batch.Producer] = batch.Sequence;
            await state.WriteStateAsync();
        }
        PredictionLabel[] labels = [.. Enumerable.Range(0, batch.Rows)
            .Where(r => reader.Labels?[r] is not null)
            .Select(r => new PredictionLabel(ids[r]!, reader.Labels![r]!))];
        var labelled = labels.Length == 0 ? LabelResult.Empty : await GrainFactory.GetGrain<ILabelIntakeGrain>(Key.Model).Label(labels);
        return new(batch.Rows, reader.Times.Count(t => now - t > Late), false, labelled ?? LabelResult.Empty, []);
    }

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<ObservationBatch>().ResumeAsync(this);

    public async Task OnNextAsync(IList<SequentialItem<ObservationBatch>> items)
    {
        foreach (var item in items)
        {
            var result = await Observe(item.Item);
            if (result.Errors.Length > 0)
                logger.LogWarning("A batch of observations of {Version} was refused: {Errors}", Key, string.Join(" ", result.Errors));
        }
    }

    public Task OnErrorAsync(Exception ex)
    {
        logger.LogWarning(ex, "The observation stream of {Version} reported an error.", Key);
        return Task.CompletedTask;
    }

    private void Record(ObservationBatch batch, ObservationReader reader, string?[] ids)
    {
        for (var first = 0; first < batch.Rows;)
        {
            _recorder!.EnterHop(reader.Times[first]);
            var rows = 1;
            while (first + rows < batch.Rows && WindowGrid.HopOf(reader.Times[first + rows]) == WindowGrid.HopOf(reader.Times[first]))
                rows++;
            rows = _recorder.Room(rows);
            if (_recorder.Columns is { } columns)
                reader.Fold(first, rows, columns);
            for (var r = 0; r < rows; r++)
            {
                if (ids[first + r] is not { } id || !reader.HasPredictions)
                    continue;
                _recorder.Track(new LedgerEntry(
                    PredictionId.Hash(id), _recorder.NextRow + r, 0, 0, VariantRole.Named, reader.Predicted[first + r], reader.Scores[first + r], 0));
            }
            _recorder.AddRows(reader.Predicted.AsSpan(first, rows), reader.Scores.AsSpan(first, rows), rows, VariantRole.Named);
            _recorder.CutIfFull();
            first += rows;
        }
    }

    private async Task<bool> LoadAsync()
    {
        var spec = await GrainFactory.GetGrain<IModelGrain>(Key.Model).GetSpec(Key.Version);
        if (spec is null)
            return false;
        if (_spec?.ProfileSha256 == spec.ProfileSha256 && _recorder is not null)
            return true;
        var profile = spec.ProfileSha256 is { } sha ? await profiles.GetAsync(sha) : null;
        var rows = await GrainFactory.GetGrain<IModelVersionGrain>(Key.ToString()).Resolve(0, null);
        (_spec, _recorder, _courier) = (spec, new(spec.Output, profile, rows.FirstRow ?? 0, clock), new(spec, GrainFactory, instruments, logger));
        return true;
    }

    private static ObservationResult Refuse(params string[] errors) => new(0, 0, false, LabelResult.Empty, errors);
}
