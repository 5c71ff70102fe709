using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>What a grain keeps of the producers that sent last: as many as fit well into one row of a store.</summary>
internal static class ProducerMarks
{
    public const int Max = 256;

    public static ProducerMark Of(ObservationState state, string producer) =>
        state.Marks.GetValueOrDefault(producer)
            ?? (state.Producers.TryGetValue(producer, out var sequence) ? ProducerMark.None with { Sequence = sequence } : ProducerMark.None);

    /// <summary>Writes what is new of a producer; when it throws, what is stored counts.</summary>
    public static async Task WriteAsync(IPersistentState<ObservationState> state, string producer, ProducerMark mark)
    {
        var before = state.State;
        state.State = With(before, producer, mark);
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State = before;
            await state.ReadStateAsync();
            throw;
        }
    }

    /// <summary>Keeps what is new until the grain goes: for what no store is to hold.</summary>
    public static void Hold(IPersistentState<ObservationState> state, string producer, ProducerMark mark) =>
        state.State = With(state.State, producer, mark);

    private static ObservationState With(ObservationState state, string producer, ProducerMark mark)
    {
        var marks = new Dictionary<string, ProducerMark>(state.Marks) { [producer] = mark };
        while (marks.Count > Max)
            marks.Remove(marks.Where(m => m.Key != producer).MinBy(m => m.Value.LastHeard).Key);
        return new() { Producers = state.Producers.Where(p => !marks.ContainsKey(p.Key)).ToDictionary(), Marks = marks };
    }
}
