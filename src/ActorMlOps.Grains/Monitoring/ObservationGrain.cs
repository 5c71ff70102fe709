using System.Globalization;
using System.IO.Hashing;
using System.Text;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Monitoring.Detection;
using ActorMlOps.Grains.Registry;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Statistics.Counters;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Makes panes of observed rows and delivers them before it answers. What the panes depend on is stored before they leave: a repeat after a
/// crash makes the same ones, and their receivers drop those that they have.
/// </summary>
[ImplicitStreamSubscription(StreamNames.Features)]
[ImplicitStreamSubscription(StreamNames.Observations)]
internal sealed class ObservationGrain : Grain, IObservationGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<StreamBatch>
{
    private const int DeliveryAttempts = 3;

    /// <summary>Receivers forget senders that were silent for as long as windows are kept.</summary>
    private static readonly TimeSpan SenderLife = WindowGrid.Keep - TimeSpan.FromDays(1);

    private readonly IPersistentState<ObservationState> _state;
    private readonly ProfileCache _profiles;
    private readonly Instruments _instruments;
    private readonly TimeProvider _clock;
    private readonly ILogger<ObservationGrain> _logger;
    private readonly StreamIntake _stream;

    /// <summary>Of batches without a producer: a repeat counts once if nothing came between and the activation lives on.</summary>
    private ProducerMark _nobody = ProducerMark.None;
    private VersionSpec? _spec;
    private ReferenceProfile? _profile;
    private SignReader? _signs;
    private readonly RowSigns _rowSigns = new();
    private Dictionary<string, int>[] _segments = [];

    public ObservationGrain(
        [PersistentState(StorageNames.Observations, StorageNames.Provider)] IPersistentState<ObservationState> state,
        ProfileCache profiles,
        Instruments instruments,
        TimeProvider clock,
        ILogger<ObservationGrain> logger)
    {
        (_state, _profiles, _instruments, _clock, _logger) = (state, profiles, instruments, clock, logger);
        _stream = new(this.GetPrimaryKeyString(), instruments, logger, p => ProducerMarks.Of(state.State, p), TakeAsync, RefuseAsync);
    }

    private VersionKey Key => VersionKey.Parse(this.GetPrimaryKeyString());

    public Task<StreamProgress> Progress(string producer) => Task.FromResult(ProducerMarks.Of(_state.State, producer).Progress);

    public async Task<ObservationResult> Observe(ObservationBatch batch)
    {
        if (!await LoadAsync())
            return Refuse($"There is no version '{Key.Version}' of a model '{Key.Model}'.");
        var mark = batch.Producer is { } producer ? ProducerMarks.Of(_state.State, producer) : _nobody;
        if (batch.Producer is not null && mark.Sequence >= batch.Sequence)
            return new(0, 0, Duplicate: true, LabelResult.Empty, []);
        var identity = Identify(batch);
        var repeated = mark.Open?.Identity == identity;
        var now = repeated ? mark.Open!.At : _clock.GetUtcNow();
        var reader = new ObservationReader(_spec!, batch, now);
        if (reader.Errors.Count > 0)
            return Refuse([.. reader.Errors]);
        if (!repeated)
            await RememberAsync(batch.Producer, mark = await OpenAsync(mark, identity, now));

        var made = batch.Producer is null ? $"{mark.Panes!.Sender:N}-{mark.Panes.Last}" : $"{identity:x32}";
        var ids = Enumerable.Range(0, batch.Rows).Select(r => reader.Ids?[r] ?? MadeId(reader, r, made)).ToArray();
        var recorder = new PaneRecorder(
            _spec!.Output, _profile is null ? null : new(_spec, _profile, (ulong)identity), mark.Open!.Phase, _clock, mark.Panes!.Last, mark.Panes.Rows,
            _spec.CollectsBaseline ? new(_spec) : null);
        Record(recorder, batch, reader, ids);
        await DeliverAsync(recorder.TakeAll(), mark.Panes.Sender);

        PredictionLabel[] labels = [.. Enumerable.Range(0, batch.Rows)
            .Where(r => reader.Labels?[r] is not null && ids[r] is not null)
            .Select(r => new PredictionLabel(ids[r]!, reader.Labels![r]!))];
        // Before the sequence is written: a repeat after a crash in between brings the labels again, which does no harm.
        var labelled = labels.Length == 0 ? LabelResult.Empty : await GrainFactory.GetGrain<ILabelIntakeGrain>(Key.Model).Label(labels);
        await RememberAsync(batch.Producer, mark.Take(batch.Producer is null ? 0 : batch.Sequence, now) with
        {
            Panes = mark.Panes with { Last = recorder.NextSequence - 1, Rows = mark.Panes.Rows + batch.Rows },
            Open = null,
        });
        return new(batch.Rows, reader.Times.Count(t => now - t > WindowGrid.Late), false, labelled ?? LabelResult.Empty, []);
    }

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<StreamBatch>().ResumeAsync(this);

    public async Task OnNextAsync(IList<SequentialItem<StreamBatch>> items)
    {
        foreach (var item in items)
            await _stream.TakeAsync(item.Item);
    }

    public Task OnErrorAsync(Exception ex)
    {
        _logger.LogWarning(ex, "The observation stream of {Version} reported an error.", Key);
        return Task.CompletedTask;
    }

    private async Task<string?> TakeAsync(StreamBatch batch, int rows, ObservationColumn[] columns)
    {
        var (wide, error) = WideColumns.Of(columns);
        if (error is not null)
            return error;
        var result = await Observe(new(batch.Producer, batch.Sequence, rows, wide));
        if (result.Errors.Length == 0 && result.Labels.Rejected is [var first, ..])
        {
            // The rows are counted; what was said of their labels is not.
            var mark = ProducerMarks.Of(_state.State, batch.Producer);
            var reason = string.Create(
                CultureInfo.InvariantCulture, $"{result.Labels.Rejected.Length} labels of {rows} rows were rejected; the first: {first.Reason}");
            _logger.LogWarning("Batch {Sequence} of producer '{Producer}' of {Version}: {Reason}", batch.Sequence, batch.Producer, Key, reason);
            await RememberAsync(batch.Producer, mark.Refuse(batch.Sequence, reason));
        }
        return result.Errors.Length == 0 ? null : string.Join(" ", result.Errors);
    }

    private async Task RefuseAsync(StreamBatch batch, string reason)
    {
        var known = ProducerMarks.Of(_state.State, batch.Producer);
        var mark = known.Refuse(batch.Sequence, reason).Take(batch.Sequence, _clock.GetUtcNow()) with
        {
            // Some panes of an open batch may have left: their numbers must not be used again.
            Panes = known.Open is null ? known.Panes : null,
            Open = null,
        };
        if (await LoadAsync())
            await RememberAsync(batch.Producer, mark);
        else
            // Nothing is stored for a version that is not there.
            ProducerMarks.Hold(_state, batch.Producer, mark);
    }

    /// <summary>How the panes of a new batch will be made.</summary>
    private async Task<ProducerMark> OpenAsync(ProducerMark mark, UInt128 identity, DateTimeOffset now)
    {
        var total = (await GrainFactory.GetGrain<IModelVersionGrain>(Key.ToString()).Resolve(0, null)).FirstRow ?? 0;
        var goesOn = mark is { Panes: not null, Open: null }
            && mark.Panes.ProfileSha256 == _spec!.ProfileSha256
            && now - DateTimeOffset.FromUnixTimeSeconds(mark.LastHeard) < SenderLife;
        var panes = goesOn ? mark.Panes! : new(Guid.NewGuid(), 0, 0, _spec!.ProfileSha256);
        return mark with { LastHeard = now.ToUnixTimeSeconds(), Panes = panes, Open = new(identity, now, Math.Max(0, total - panes.Rows)) };
    }

    private Task RememberAsync(string? producer, ProducerMark mark)
    {
        if (producer is not null)
            return ProducerMarks.WriteAsync(_state, producer, mark);
        _nobody = mark;
        return Task.CompletedTask;
    }

    private async Task DeliverAsync(FrozenPane[] panes, Guid sender)
    {
        var courier = new PaneCourier(_spec!, GrainFactory, _instruments, _logger, sender);
        courier.Enqueue(panes);
        for (var attempt = 1; !await courier.DeliverAsync(); attempt++)
        {
            if (attempt == DeliveryAttempts)
                throw new TimeoutException($"The observations of {Key} could not be stored; send them again.");
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
    private static string? MadeId(ObservationReader reader, int row, string made) =>
        reader.Labels?[row] is null || !reader.HasPredictions ? null : $"{made}#{row}";

    private void Record(PaneRecorder recorder, ObservationBatch batch, ObservationReader reader, string?[] ids)
    {
        for (var first = 0; first < batch.Rows;)
        {
            recorder.EnterHop(reader.Times[first]);
            var rows = 1;
            while (first + rows < batch.Rows && WindowGrid.HopOf(reader.Times[first + rows]) == WindowGrid.HopOf(reader.Times[first]))
                rows++;
            rows = recorder.Room(rows);
            if (recorder.Counters is { } counters)
                Count(counters, reader, first, rows);
            for (var r = first; r < first + rows && recorder.Baseline is { } baseline; r++)
                reader.Collect(r, baseline);
            for (var r = 0; r < rows; r++)
            {
                if (ids[first + r] is not { } id || !reader.HasPredictions)
                    continue;
                recorder.Track(new LedgerEntry(
                    PredictionId.Hash(id), recorder.NextRow + r, 0, 0, VariantRole.Named, reader.Predicted[first + r], reader.Scores[first + r],
                    reader.Segments(first + r, _segments)));
            }
            recorder.AddRows(reader.Predicted.AsSpan(first, rows), reader.Scores.AsSpan(first, rows), rows, VariantRole.Named);
            recorder.CutIfFull();
            first += rows;
        }
    }

    private void Count(PaneCounters counters, ObservationReader reader, int first, int rows)
    {
        reader.Fold(first, rows, counters.Columns);
        reader.CountMismatches(first, rows, counters);
        if (counters.Sample is { } sample)
            reader.Sample(first, rows, sample, SampledColumns.Of(_spec!), _profile!);
        for (var r = first; r < first + rows; r++)
            counters.Repeats.Add(reader.Hash(r));
        if (_signs is { } signs)
        {
            reader.Read(signs, first, rows, _rowSigns);
            counters.AddSigns(_rowSigns);
        }
        if (!reader.HasPredictions || _segments.Length == 0)
            return;
        var codes = new uint[rows];
        for (var r = 0; r < rows; r++)
            codes[r] = reader.Segments(first + r, _segments);
        counters.CountGroups(codes, reader.Predicted.AsSpan(first, rows));
    }

    private async Task<bool> LoadAsync()
    {
        var spec = await GrainFactory.GetGrain<IModelGrain>(Key.Model).GetSpec(Key.Version);
        if (spec is null)
            return false;
        if (_spec is not null && _spec.ProfileSha256 == spec.ProfileSha256 && _spec.Revision == spec.Revision)
            return true;
        _profile = spec.ProfileSha256 is { } sha ? await _profiles.GetAsync(sha) : null;
        _segments = [.. spec.Segments.Select((_, s) => SegmentCodes.Of(spec, _profile, s))];
        _signs = _profile is null || spec.Outliers is null ? null : new(spec, _profile);
        _spec = spec;
        return true;
    }

    private static ObservationResult Refuse(params string[] errors) => new(0, 0, false, LabelResult.Empty, errors);
}
