using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

internal sealed partial class LabelGrain
{
    /// <summary>Somebody who waits for a commit.</summary>
    private sealed class Waiting(LabelLine[] labels, LedgerDelta? delta, ReceiptedPrediction[] placed)
    {
        public LabelLine[] Labels => labels;

        public LedgerDelta? Delta => delta;

        public ReceiptedPrediction[] Placed => placed;

        public int Lines => labels.Length + (delta?.Entries.Length ?? 0) + placed.Length;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LabelResult Result { get; private set; } = LabelResult.Empty;

        public void Answer(ReadOnlySpan<(LabelVerdict Verdict, string? Reason)> verdicts)
        {
            Span<int> counts = stackalloc int[7];
            var rejected = new List<RejectedLabel>();
            for (var i = 0; i < verdicts.Length; i++)
            {
                counts[(int)verdicts[i].Verdict]++;
                if (verdicts[i].Verdict is LabelVerdict.Rejected or LabelVerdict.BeyondHorizon)
                    rejected.Add(new(i, verdicts[i].Reason!));
            }
            Result = new(
                counts[(int)LabelVerdict.Accepted],
                counts[(int)LabelVerdict.Duplicate],
                counts[(int)LabelVerdict.Corrected],
                counts[(int)LabelVerdict.Pending],
                [.. rejected]);
            Done.TrySetResult();
        }
    }
}
