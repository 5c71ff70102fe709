using System.IO.Hashing;
using System.Text;
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

    private VersionSpec? _spec;
    private PaneRecorder? _recorder;
    private PaneCourier? _courier;
    private Dictionary<string, int>[] _segments = [];

    /// <summary>Identity of a batch that is recorded, but not yet delivered to all; its repeat only goes on with that.</summary>
    private UInt128? _undelivered;
    private string _madeIds = "";

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

        var identity = Identify(batch);
        var repeated = _undelivered == identity;
        if (!repeated)
            _madeIds = batch.Producer is null ? Guid.NewGuid().ToString("N") : $"{identity:x32}";
        var ids = Enumerable.Range(0, batch.Rows).Select(r => reader.Ids?[r] ?? MadeId(reader, r)).ToArray();
        if (_undelivered is not null)
            await DeliverAsync();
        if (!repeated)
        {
            Record(batch, reader, ids);
            _courier!.Enqueue(_recorder!.TakeAll());
            _undelivered = identity;
            await DeliverAsync();
        }

        PredictionLabel[] labels = [.. Enumerable.Range(0, batch.Rows)
            .Where(r => reader.Labels?[r] is not null && ids[r] is not null)
            .Select(r => new PredictionLabel(ids[r]!, reader.Labels![r]!))];
        // Before the sequence is written: a repeat after a crash in between brings the labels again, which does no harm.
        var labelled = labels.Length == 0 ? LabelResult.Empty : await GrainFactory.GetGrain<ILabelIntakeGrain>(Key.Model).Label(labels);
        if (batch.Producer is not null)
            await RememberAsync(batch.Producer, batch.Sequence);
        _undelivered = null;
        return new(batch.Rows, reader.Times.Count(t => now - t > WindowGrid.Late), false, labelled ?? LabelResult.Empty, []);
    }

    private async Task DeliverAsync()
    {
        for (var attempt = 1; !await _courier!.DeliverAsync(flush: true); attempt++)
        {
            // The panes stay: the caller's repeat, or the next batch, delivers them under the same sequences.
            if (attempt == DeliveryAttempts)
                throw new TimeoutException($"The observations of {Key} could not be stored; send them again.");
        }
    }

    private async Task RememberAsync(string producer, long sequence)
    {
        var before = state.State.Producers.GetValueOrDefault(producer);
        state.State.Producers[producer] = sequence;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // Unknown to us now: a repeat is recognised by its identity, or by what is stored after all.
            state.State.Producers[producer] = before;
            await state.ReadStateAsync();
            throw;
        }
    }

    /// <summary>The sender's number, or else the content: only compared with the batch that is under way.</summary>
    private static UInt128 Identify(ObservationBatch batch)
    {
        var hash = new XxHash128();
        hash.Append(Encoding.UTF8.GetBytes(batch.Producer is null ? $"{batch.Rows}" : $"{batch.Producer}/{batch.Sequence}"));
        foreach (var column in batch.Producer is null ? batch.Columns : [])
        {
            hash.Append(Encoding.UTF8.GetBytes(column.Name));
            hash.Append(column.Data.Span);
            hash.Append(column.Missing.Span);
        }
        return hash.GetCurrentHashAsUInt128();
    }

    /// <summary>An id for a row whose label comes with its prediction; the same one when the batch is repeated.</summary>
    private string? MadeId(ObservationReader reader, int row) =>
        reader.Labels?[row] is null || !reader.HasPredictions ? null : $"{_madeIds}#{row}";

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
                    PredictionId.Hash(id), _recorder.NextRow + r, 0, 0, VariantRole.Named, reader.Predicted[first + r], reader.Scores[first + r],
                    reader.Segments(first + r, _segments)));
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
        if (_undelivered is not null || (_spec?.ProfileSha256 == spec.ProfileSha256 && _recorder is not null))
            return true;
        var profile = spec.ProfileSha256 is { } sha ? await profiles.GetAsync(sha) : null;
        var rows = await GrainFactory.GetGrain<IModelVersionGrain>(Key.ToString()).Resolve(0, null);
        _segments = [.. spec.Segments.Select(s => FeatureFolder.Codes(profile, s))];
        (_spec, _recorder, _courier) = (spec, new(spec.Output, profile, rows.FirstRow ?? 0, clock), new(spec, GrainFactory, instruments, logger));
        return true;
    }

    private static ObservationResult Refuse(params string[] errors) => new(0, 0, false, LabelResult.Empty, errors);
}
